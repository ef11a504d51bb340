"""Relevant support: the declared themes that answer to what the latest inspections of a setting found weak.

Left out: the same of all flagged settings of an area (pipelines.training).
"""

import datetime as dt
from functools import cache

from pipelines import declared, judgements, reads


@cache
def themes() -> tuple[dict, ...]:
    """Support that is relevant to a weak area: area, display, theme."""
    named = {row["area"]: row["display"] for row in judgements.areas()}
    return tuple({**row, "display": named.get(row["area"], row["area"].capitalize())}
                 for row in declared.rows("support_themes"))  # fmt: skip


def of_setting(served: reads.Served, urn: str) -> list[dict]:
    """Support relevant to what the latest inspections found weak: theme, because [{display, result, inspected_on}].

    The latest are the last scored one and, for each other kind of visit, the newest that is not older.
    """
    told = judgements.results(served, urn)
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
    found: dict[str, list[dict]] = {}
    for one in themes():
        for result in weak.get(one["area"], []):
            found.setdefault(one["theme"], []).append({"display": one["display"], **result})
    return [{"theme": theme, "because": because} for theme, because in found.items()]
