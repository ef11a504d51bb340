"""What makes a comparison of areas fair: intervals, limits by size, areas alike, and no shares where settings are few.

Rates are of the settings open now, never of the inspections of a period: which settings are inspected in a period is no
fair sample of them. The tables asked here are made by pipelines.areas.
"""

import math
from collections.abc import Iterable
from functools import cache

from pipelines import authorities, declared, reads

NORMAL_95 = 1.96  # standard errors either side of a 95 % interval
OUTSIDE = ("well above", "above", "below", "well below")  # of mart.area_rate, `stands`


@cache
def few_settings() -> int:
    """Under this many settings no share is shown: one setting more or less would move it by over three points."""
    return int(declared.parameters()["few_settings"])


@cache
def neighbour_count() -> int:
    """How many similar authorities the distance gives, where so many are loaded."""
    return int(declared.parameters()["neighbour_count"])


@cache
def measures() -> dict[str, dict]:
    """What areas are compared by: display, inside (a sentence), tiers, and its word in an address."""
    return {row["measure"]: dict(row) for row in declared.rows("measures")}


def areas(served: reads.Served, kind: str, measure: str) -> list[dict]:
    """Areas as `reads.areas` gives them, the whole and the regions first, each with the 95 % interval of its share, and
    is_today: whether it is an area of today. One that is not counts in the whole, and is compared with none: no stands.
    """
    return [interval(_of_today(row)) for row in reads.areas(served, kind, measure)]


def _of_today(row: dict) -> dict:
    is_today = authorities.is_of_today(row["area"])
    return {**row, "is_today": is_today, "stands": row["stands"] if is_today else None}


def interval(row: dict) -> dict:
    """A row with count and settings, and share, low and high: its share and the 95 % interval (None of nothing)."""
    if not row["settings"]:
        return {**row, "share": None, "low": None, "high": None}
    low, high = wilson(row["count"], row["settings"])
    return {**row, "share": row["count"] / row["settings"], "low": low, "high": high}


def pooled(rows: Iterable[dict]) -> dict:
    """Several areas as one: areas (how many), count, settings, share, low and high."""
    rows = list(rows)
    sums = {name: sum(row[name] for row in rows) for name in ("count", "settings")}
    return interval({"areas": len(rows), **sums})


def funnel(served: reads.Served, kind: str, measure: str) -> list[dict]:
    """The limits around the share of the whole, by number of settings, ascending."""
    return reads.rows(served, "funnel", kind=kind, measure=measure)


def by_chance(areas: int) -> int:
    """How many of so many areas lie outside the 95 % limits where nothing but chance tells them apart."""
    return round(areas / 20)


def alike(served: reads.Served, area: str, measure: str) -> dict:
    """The authorities similar to one: itself, neighbours (the nearest first), pooled, chosen_by ('own list',
    'distance', or None where there are none) and unknown, the names of the council's list that no loaded authority has.
    """
    dated = {row["area"]: row for row in areas(served, "local authority", measure) if row["area_kind"] != "region"}
    kept = ("stands", "known_on", "is_same_date", "is_today")
    found = [
        interval({**row, **{name: dated[row["area"]][name] for name in kept}})
        for row in reads.rows(served, "neighbours", area=area, measure=measure)
    ]
    neighbours = [row for row in found if row["rank"]]
    said = [row for row in reads.rows(served, "own_neighbours") if area in (row["local_authority"], None)]
    unknown = {row[f"{side}_said"] for row in said for side in ("local_authority", "neighbour") if row[side] is None}
    return {
        "itself": next((row for row in found if not row["rank"]), None), "neighbours": neighbours,
        "pooled": pooled(neighbours), "chosen_by": neighbours[0]["chosen_by"] if neighbours else None,
        "unknown": sorted(unknown),
    }  # fmt: skip


def trend(served: reads.Served, kind: str, area: str, measure: str) -> dict[str, list[dict]]:
    """An area and the whole at each release date that lists them, oldest first: `area` and `whole`.

    Points of one `run` may be compared. The whole is empty where the area is the whole.
    """
    rows = [interval(row) for row in reads.rows(served, "area_trend", kind=kind, area=area, measure=measure)]
    return {
        "area": [row for row in rows if row["area_kind"] == kind],
        "whole": [row for row in rows if row["area_kind"] == "all" != kind],
    }


def mix(served: reads.Served, kind: str, area: str, neighbours: Iterable[str] = ()) -> dict[str, list[dict]]:
    """Per dimension (tier, provider type, deprivation band) its values in order: of the area (settings, share, places,
    places_not_known), and how many settings of the similar authorities together (alike) and of the whole (whole)."""
    told: dict[str, dict[str, dict]] = {}
    nothing = {"settings": 0, "share": 0.0, "places": 0, "places_not_known": 0, "alike": 0, "whole": 0}
    for row in reads.rows(served, "area_mix", kind=kind, area=area, neighbours=list(neighbours)):
        one = told.setdefault(row["dimension"], {}).setdefault(row["value"], {"value": row["value"], **nothing})
        if row["is_chosen"]:
            one |= {name: row[name] for name in ("settings", "share", "places", "places_not_known")}
        if row["is_neighbour"]:
            one["alike"] += row["settings"]
        if row["area_kind"] == "all":
            one["whole"] += row["settings"]
    return {dimension: list(values.values()) for dimension, values in told.items()}


def wilson(count: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson's score interval: never outside 0–1, honest near its ends)."""
    square = NORMAL_95**2
    centre = (count + square / 2) / (of + square)
    half = NORMAL_95 / (of + square) * math.sqrt(count * (of - count) / of + square / 4)
    return max(0.0, centre - half), min(1.0, centre + half)
