"""What inspections said, area by area: the frameworks they were made under, the areas each judges, and each result.

Left out: the grade as a step of a history (pipelines.scores), and what helps with a weak area
(pipelines.relevant_support).
"""

from functools import cache

from pipelines import declared, domain, reads

SECURE_TO, BELOW_TO = {"grade": 2, "card": 3}, {"grade": 3, "card": 4}  # worst rank in a band (method, section 2)


def frameworks() -> list[dict]:
    """Inspection frameworks, oldest first: starts_on (ISO text), framework, short."""
    return [dict(row) for row in declared.rows("frameworks")]


@cache
def areas() -> tuple[dict, ...]:
    """The areas inspections judge: area, family, display, in the order to show them."""
    return tuple({name: row[name] for name in ("area", "family", "display")} for row in declared.rows("areas"))


@cache
def _ranks() -> dict[tuple[str, str], int]:
    return {(row["domain"], row["code"]): int(row["rank"]) for row in declared.rows("values") if row["rank"]}


def band(area: str, result: str | None) -> str | None:
    """The band of one printed result: secure, below or serious; None where it is no grade."""
    if area == "safeguarding":
        rank = _ranks().get(("safeguarding", result or ""))
        return None if rank is None else "serious" if rank > 1 else "secure"
    for kind, worst in SECURE_TO.items():
        rank = _ranks().get((kind, result or ""))
        if rank is not None:
            return "secure" if rank <= worst else "below" if rank <= BELOW_TO[kind] else "serious"
    return None


def results(served: reads.Served, urn: str) -> list[dict]:
    """What each inspection said: its row of history, with `results` {area: {result, band}}.

    Every area its scale judges is there; a result of None was not given by any release. Results are called what they
    were on their day.
    """
    printed: dict[tuple, dict] = {}
    for row in reads.judgements(served, urn):
        printed.setdefault((row["family"], row["inspected_on"]), {})[row["area"]] = row["result"]
    told = []
    for row in reads.history(served, urn):
        given = printed.get((row["family"], row["inspected_on"]), {})
        scale = [one["area"] for one in areas() if one["family"] == row["family"]]
        asked = [*(["overall"] if row["family"] == "four-point" else []), *scale, *(["safeguarding"] if scale else [])]
        told.append({**row, "results": {
            area: {"result": domain.called(given.get(area), row["inspected_on"]),
                   "band": band(area, given.get(area))} for area in asked
        }})  # fmt: skip
    return told
