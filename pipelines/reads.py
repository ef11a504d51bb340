"""What the dashboard and the command line may ask of a build: one function per question, the only door out.

A `Served` is one published build, opened read-only and locked. Each question runs on a cursor of its own, because a
DuckDB connection shared by threads can hand one thread another's answer. Answers are plain Python: dictionaries
named by the columns of the dictionary, None for what is not there.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from pipelines import database, declared, domain, errors, paths, publish

FILTERS = (
    "local_authority", "region", "constituency", "provider_type", "provider_subtype", "deprivation_band", "evidence",
    "registers", "tier", "flag", "window",
)  # fmt: skip
ORDERS = ("priority", "volatility", "decline", "inspected", "name")
FLAGGED_TIERS = ["intensive", "targeted", "watch"]
BEYOND_SCOPE = ("out of scope", "left")
SECURE_TO, BELOW_TO = {"grade": 2, "card": 3}, {"grade": 3, "card": 4}  # worst rank in a band (method, section 2)


@dataclass(frozen=True)
class Served:
    """One build, open for reading."""

    pointer: dict
    path: Path
    con: duckdb.DuckDBPyConnection


def serve(warehouse: paths.Warehouse) -> Served:
    """Open the build the pointer names. Raises NoWarehouse when there is none or it cannot be read."""
    pointer = publish.current(warehouse)
    if pointer is None:
        raise errors.NoWarehouse(
            f"Nothing has been built yet in {warehouse.folder}. Run `python -m pipelines sample` and "
            "`python -m pipelines build` for invented settings, or build from a folder of Ofsted releases: "
            "`python -m pipelines build --raw FOLDER`."
        )
    return opened(pointer, warehouse.builds / pointer["database"])


def opened(pointer: dict, path: Path) -> Served:
    """Open a build by its file. Raises NoWarehouse when it cannot be read."""
    return Served(pointer, path, _open(path))


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    """A locked in-memory connection with the build attached: it can read that file and nothing else."""
    con = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    try:
        con.execute(f"ATTACH {database.quoted(path)} AS served (READ_ONLY)")
        con.execute("SELECT * FROM served.mart.build").fetchall()
    except duckdb.Error as fault:
        con.close()
        raise errors.NoWarehouse(
            f"The build {path} cannot be read ({str(fault).splitlines()[0]}). "
            "Run `python -m pipelines build` again: the releases themselves are safe."
        ) from None
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
    return con


def rows(served: Served, name: str, folder: str = "reads", /, **values: object) -> list[dict]:
    """The rows of sql/<folder>/<name>.sql, with its $parameters given by name."""
    return fetch(served, database.statement(folder, name)[0], values)


def fetch(served: Served, text: str, values: dict) -> list[dict]:
    """The rows of a SELECT over a build, as dictionaries. Raises OtherVersion where the build lacks what is asked."""
    cursor = served.con.cursor()
    try:
        result = cursor.execute(text, values)
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    except (duckdb.BinderException, duckdb.CatalogException) as fault:
        raise errors.OtherVersion(errors.OtherVersion.told) from fault
    finally:
        cursor.close()


def build(served: Served) -> dict:
    """What is being served: build_id, as_at, built_at, is_sample, counts, source, notice."""
    return rows(served, "build")[0]


def options(served: Served) -> dict[str, list[str]]:
    """For each filter, the values that occur, in the order to show them."""
    found: dict[str, list[str]] = {name: [] for name in FILTERS}
    for row in rows(served, "options"):
        found[row["filter"]].append(row["value"])
    found["tier"] = list(domain.TIERS)
    found["flag"] = list(labels_and_flags())
    found["window"] = list(domain.WINDOWS)
    return found


@cache
def words() -> dict[str, dict]:
    """For each label, flag and tier: display, print, rule and meaning, with the parameters in force filled in."""
    told = {}
    for kind in ("labels", "flags", "tiers"):
        for row in declared.rows(kind):
            told[row[kind[:-1]]] = {
                "display": row["display"], "print": row.get("print", row["display"]),
                "rule": declared.fill(row.get("rule", "")), "meaning": row["meaning"], "tier": row.get("tier", ""),
            }  # fmt: skip
    return told


def frameworks() -> list[dict]:
    """Inspection frameworks, oldest first: starts_on (ISO text), framework, short."""
    return [dict(row) for row in declared.rows("frameworks")]


def selection(filters: dict) -> dict:
    """The values matching.sql takes, from filters as the address gives them.

    Without a tier, a label, a flag or a search, the list is of the three flagged tiers. A search reaches settings
    that have left or are out of scope too, and so does asking for those labels; nothing else does. `urns`, where there
    are any, keeps these providers only; `is_placed` those that have a grid reference.
    """
    values: dict[str, object] = {name: list(filters[name]) if filters.get(name) else None for name in FILTERS}
    if values["window"] is not None:
        values["window"] = [one for answer in filters["window"] for one in domain.TOGETHER.get(answer, [answer])]
    values["urns"] = list(filters["urns"]) if filters.get("urns") is not None else None
    values["is_placed"] = bool(filters.get("is_placed"))
    values["find"] = " ".join((filters.get("find") or "").split()) or None
    if values["tier"] is None and values["flag"] is None and values["find"] is None:
        values["tier"] = FLAGGED_TIERS
    flags = values["flag"] or []
    values["anywhere"] = values["find"] is not None or any(flag in BEYOND_SCOPE for flag in flags)
    return values


def over_view(name: str) -> str:
    """The statement sql/reads/<name>.sql, which reads the settings that match the filters of a view as `chosen`."""
    return "WITH chosen AS ({})\n{}".format(*(database.statement("reads", one)[0] for one in ("matching", name)))


def of_view(served: Served, name: str, values: dict) -> list[dict]:
    """The rows of such a statement, by the values of `selection` and its own."""
    return fetch(served, over_view(name), values)


def listed(filters: dict, order: str, limit: int | None = None, offset: int = 0) -> dict:
    """The values flagged_rows.sql takes: every setting in this order, or a page of them."""
    return selection(filters) | {"order": order if order in ORDERS else ORDERS[0], "limit": limit, "offset": offset}


def flagged(served: Served, filters: dict, order: str, page: int, page_size: int) -> dict:
    """One page of settings: rows, total, page (the one asked for, or the last there is) and pages."""
    total = sum(row["n"] for row in of_view(served, "tally", selection(filters)))
    pages = max(1, -(-total // page_size))
    page = min(max(1, page), pages)
    rows = of_view(served, "flagged_rows", listed(filters, order, page_size, (page - 1) * page_size))
    return {"rows": rows, "total": total, "page": page, "pages": pages}


def counts(served: Served, filters: dict) -> dict:
    """What each press would open under the other filters: scope, flagged, tiers {tier: n}, flags {flag: n}; `whenever`:
    the scope without the inspection window; `without_pattern`: those of the scope that are listed where no three graded
    inspections could be; `older`: those known at an older date only, and `older_on` that date (None: several, or none).
    Tiers go by the primary label; a flag's count holds all that have it.
    """
    every_flag = [flag for flag in labels_and_flags() if flag not in BEYOND_SCOPE]
    scope = selection(beside(filters) | {"tier": list(domain.TIERS)})
    of_scope = of_view(served, "tally", scope)

    def tally(values: dict) -> list[dict]:  # where nothing else is chosen each is the scope
        return of_scope if values == scope else of_view(served, "tally", values)

    of_tiers = tally(selection({**filters, "tier": list(domain.TIERS)}))
    of_flags = tally(selection({**filters, "flag": every_flag}))
    days = {day for row in of_scope if row["older"] for day in (row["older_from"], row["older_to"])}
    tiers = {tier: sum(row["n"] for row in of_tiers if row["tier"] == tier) for tier in domain.TIERS}
    return {
        "scope": sum(row["n"] for row in of_scope),
        "whenever": sum(row["n"] for row in tally(scope | {"window": None})),
        "without_pattern": sum(row["n"] for row in of_scope if not row["can_show_pattern"]),
        "older": sum(row["older"] for row in of_scope),
        "older_on": min(days) if len(days) == 1 else None,
        "flagged": sum(tiers[tier] for tier in FLAGGED_TIERS),
        "tiers": tiers,
        "flags": {flag: sum(row["n"] for row in of_flags if flag in row["held"]) for flag in every_flag},
    }


def beside(filters: dict) -> dict:
    """Of a view's filters those that make up its denominator: not the tier, the flag or a search."""
    return {name: filters.get(name) for name in (*FILTERS, "urns") if name not in ("tier", "flag")}


@cache
def labels_and_flags() -> tuple[str, ...]:
    """Every label and flag a setting can carry."""
    return (*domain.LABELS, *(row["flag"] for row in declared.rows("flags")))


def setting(served: Served, urn: str) -> dict:
    """One provider as listed. Raises UnknownProvider."""
    found = rows(served, "setting", urn=urn.strip().upper())
    if not found:
        raise errors.UnknownProvider(
            f"No provider with URN {urn.strip()[:20]} is in the releases used. Check the number, or search by name."
        )
    return found[0]


def spells(served: Served, urn: str) -> list[dict]:
    """How a provider's label moved over the releases, newest first: from_on, until_on, label, tier, flags, reason."""
    return rows(served, "spells", urn=urn)


def confirmed_links(served: Served) -> list[dict]:
    """urn, earlier_urn, decision and decided_on of every link an authority has confirmed."""
    return rows(served, "confirmed_links")


def labels_of(served: Served, urns: list[str]) -> list[dict]:
    """urn, label, tier, reason, scored_count and as_at of each of these providers that is listed."""
    return rows(served, "labels_of", urns=urns)


def history(served: Served, urn: str) -> list[dict]:
    """Every inspection of a provider, oldest first, with the releases that mention it and any conflict."""
    found = rows(served, "history", urn=urn)
    for row in found:
        row["conflicts"] = [domain.as_called(one, row["inspected_on"], "kept", "other") for one in row["conflicts"]]
    return found


def changes(served: Served, urn: str) -> list[dict]:
    """One row per step between scored inspections, with its points and weight."""
    return rows(served, "changes", urn=urn)


def judgements(served: Served, urn: str) -> list[dict]:
    """What each inspection said, area by area: urn, family, inspected_on, area, result."""
    return rows(served, "judgements", urn=urn)


def sightings(served: Served, urn: str) -> list[dict]:
    """Every mention of an inspection as each release printed it, oldest release first."""
    return rows(served, "sightings", urn=urn)


def lineage(served: Served, urn: str) -> list[dict]:
    """Likely and confirmed registrations before and after a provider's: side, other_urn, score, reasons and dates."""
    return rows(served, "lineage", urn=urn)


def appearances(served: Served, urn: str) -> list[dict]:
    """The releases that list a provider, oldest first."""
    return rows(served, "appearances", urn=urn)


def areas(served: Served, kind: str, measure: str = "watch") -> list[dict]:
    """Counts and shares by area of one kind ('region', 'local authority' or 'constituency'), the whole and the regions
    first, with one measure (declared/measures.csv): where it stands, and what it was."""
    return rows(served, "areas", kind=kind, measure=measure)


def releases(served: Served) -> list[dict]:
    """The releases in the build, oldest first, with their accounting."""
    return rows(served, "releases")


def moments(served: Served) -> list[dict]:
    """The release dates the build can be looked at, newest first: as_at, coverage, release_count."""
    return rows(served, "moments")


def parameters(served: Served) -> list[dict]:
    """The parameters the build was made with."""
    return rows(served, "parameters")


@cache
def judged_areas() -> tuple[dict, ...]:
    """The areas inspections judge: area, family, display, in the order to show them."""
    return tuple({name: row[name] for name in ("area", "family", "display")} for row in declared.rows("areas"))


@cache
def support_themes() -> tuple[dict, ...]:
    """Support that is relevant to a weak area: area, display, theme."""
    named = {row["area"]: row["display"] for row in judged_areas()}
    return tuple({**row, "display": named.get(row["area"], row["area"].capitalize())}
                 for row in declared.rows("support_themes"))  # fmt: skip


@cache
def _ranks() -> dict[tuple[str, str], int]:
    return {(row["domain"], row["code"]): int(row["rank"]) for row in declared.rows("values") if row["rank"]}


def result_band(area: str, result: str | None) -> str | None:
    """The band of one printed result: secure, below or serious; None where it is no grade."""
    if area == "safeguarding":
        rank = _ranks().get(("safeguarding", result or ""))
        return None if rank is None else "serious" if rank > 1 else "secure"
    for kind, worst in SECURE_TO.items():
        rank = _ranks().get((kind, result or ""))
        if rank is not None:
            return "secure" if rank <= worst else "below" if rank <= BELOW_TO[kind] else "serious"
    return None


def results(served: Served, urn: str) -> list[dict]:
    """What each inspection said: its row of history, with `results` {area: {result, band}}.

    Every area its scale judges is there; a result of None was not given by any release. Results are called what they
    were on their day.
    """
    printed: dict[tuple, dict] = {}
    for row in judgements(served, urn):
        printed.setdefault((row["family"], row["inspected_on"]), {})[row["area"]] = row["result"]
    told = []
    for row in history(served, urn):
        given = printed.get((row["family"], row["inspected_on"]), {})
        areas = [one["area"] for one in judged_areas() if one["family"] == row["family"]]
        areas = [*(["overall"] if row["family"] == "four-point" else []), *areas, *(["safeguarding"] if areas else [])]
        told.append({**row, "results": {
            area: {"result": domain.called(given.get(area), row["inspected_on"]),
                   "band": result_band(area, given.get(area))} for area in areas
        }})  # fmt: skip
    return told


def support(served: Served, urn: str) -> list[dict]:
    """Support relevant to what the latest inspections found weak: theme, because [{display, result, inspected_on}].

    The latest are the last scored one and, for each other kind of visit, the newest that is not older.
    """
    told = results(served, urn)
    since = max((row["inspected_on"] for row in told if row["is_scored"]), default=dt.date.min)
    newest = {row["family"]: row for row in told if row["inspected_on"] >= since}
    weak: dict[str, list[dict]] = {}
    for row in sorted(newest.values(), key=lambda row: row["inspected_on"], reverse=True):
        found = [(area, one["result"]) for area, one in row["results"].items() if one["band"] in ("below", "serious")]
        if (row["outcome"] or "").startswith("not met"):
            found.append(("not met", row["words"]))
        for area, result in found:
            weak.setdefault(area, []).append({"result": result, "inspected_on": row["inspected_on"]})
    return answering(weak)


def answering(weak: dict[str, list[dict]]) -> list[dict]:
    """The themes that answer to weak areas {area: [{result, inspected_on}]}, in the order declared: theme, because."""
    themes: dict[str, list[dict]] = {}
    for one in support_themes():
        for found in weak.get(one["area"], []):
            themes.setdefault(one["theme"], []).append({"display": one["display"], **found})
    return [{"theme": theme, "because": because} for theme, because in themes.items()]


def scoring(served: Served, urn: str) -> dict:
    """How a provider's scores add up: steps (each with `product`), the sums over them, and what they are put into."""
    steps = [{**step, "product": step["points"] * step["weight"]} for step in changes(served, urn)]
    in_force = {row["parameter"]: row["value"] for row in parameters(served)}
    return _summed(steps, in_force)


def _summed(steps: list[dict], in_force: dict[str, float]) -> dict:
    weights, pull = sum(step["weight"] for step in steps), in_force["evidence_pull"]
    most = 2 * in_force["crossing_factor"] * in_force["relapse_factor"]
    moves = sum(step["product"] for step in steps)
    declines = sum(step["product"] for step in steps if step["direction"] == "decline")
    return {
        "steps": steps, "weights": weights, "moves": moves, "declines": declines, "pull": pull, "most": most,
        "volatility": 100 * moves / (pull + weights) / most, "decline": 100 * declines / (pull + weights) / most,
    }  # fmt: skip


def worked_example() -> dict:
    """The method's example under the parameters in force: as_at, and as `scoring` gives it.

    Good, Requires improvement, Good, Inadequate on 1 January 2016, 2019, 2020 and 2024, as at the last of them.
    """
    in_force, as_at = declared.parameters(), dt.date(2024, 1, 1)
    turn = {"": 1, "reversal": in_force["reversal_factor"], "relapse": in_force["relapse_factor"]}
    steps = []
    for told, year, size, direction, kind in (
        ("Good → Requires improvement", 2019, 1, "decline", ""),
        ("Requires improvement → Good", 2020, 1, "improvement", "reversal"),
        ("Good → Inadequate", 2024, 2, "decline", "relapse"),
    ):
        points = size * in_force["crossing_factor"] * turn[kind]
        years = (as_at - dt.date(year, 1, 1)).days / 365.25
        weight = 0.5 ** (years / in_force["half_life_years"])
        steps.append({"told": told, "year": year, "size": size, "direction": direction, "kind": kind,
                      "points": points, "years": years, "weight": weight, "product": points * weight})  # fmt: skip
    return {"as_at": as_at, **_summed(steps, in_force)}
