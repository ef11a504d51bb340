"""Where the settings of a view lie: which can be drawn on a map, why the others cannot, and what lies around them.

Left out: where a postcode lies (pipelines.postcodes). A place is that of the postcode the newest release prints; what
it withholds has no place, at any date.
"""

import re

from pipelines import domain, flagged_list, reads

MOST_POINTS = 3_000  # drawn one by one; of more, those on the page of the table
MOST_TOLD = 1_000  # whose history goes along: more would be too much to send
MOST_ACROSS = 220  # squares from side to side: some three dots of the screen each, at a desk
SQUARES = (250, 500, 1_000, 2_000, 5_000, 10_000)  # metres
SMALL_WORDS = {"by", "cum", "de", "in", "le", "next", "of", "on", "the", "under", "upon", "with"}  # within a name
LEAST_SPAN = 4_000  # metres: a map of one street says little


def view(served: reads.Served, filters: dict, order: str, page: int, page_size: int) -> dict:
    """What a map of a view holds. Counts: total, placed, withheld_childminders, withheld_others, without_postcode,
    not_listed. Table: rows (a page of those placed, as flagged_list.page has them), page, pages, first, last.
    Map: `points` (rows of sql/reads/map_points.sql), `is_each` whether every one placed is among them, `squares` the
    settings around them {easting, northing, settings}, their `square` in metres and how many they are (`around`),
    `towns` to find one's way by (rows of sql/reads/towns.sql), and the frame: west, east, south, north in metres.
    """
    listed = flagged_list.page(served, {**filters, "is_placed": True}, order, page, page_size)
    asked = flagged_list.selection(filters)
    beside = flagged_list.selection(flagged_list.beside(filters) | {"tier": list(domain.TIERS)})
    counts, whole = (flagged_list.of_view(served, "map_counts", one)[0] for one in (asked, beside))
    frame = _frame(counts, whole)
    is_each = counts["placed"] <= MOST_POINTS
    points = flagged_list.of_view(served, "map_points", asked) if is_each else listed["rows"]
    across = max(frame["east"] - frame["west"], frame["north"] - frame["south"]) if frame else 0
    square = next((one for one in SQUARES if across / one <= MOST_ACROSS), SQUARES[-1])
    squares = flagged_list.of_view(served, "map_squares", (beside if is_each else asked) | {"metres": square})
    towns = flagged_list.of_view(served, "towns", beside) if frame else []
    first = (listed["page"] - 1) * page_size + 1
    return {
        **listed, **counts, **frame, "first": first, "last": first + len(listed["rows"]) - 1,
        "points": sorted(points, key=lambda row: -(row["tier_order"] or 9)), "is_each": is_each,
        "is_told": len(points) <= MOST_TOLD, "squares": squares, "square": square,
        "around": sum(one["settings"] for one in squares),
        "towns": [{**row, "town": _cased(row["town"])} for row in towns],
    }  # fmt: skip


def _cased(town: str) -> str:
    """STRATFORD-UPON-AVON as Stratford-upon-Avon."""
    parts = re.split("([ -])", town.lower())
    return "".join(part if place and part in SMALL_WORDS else part.capitalize() for place, part in enumerate(parts))


def _frame(*told: dict) -> dict[str, int]:
    """What all of them spread over, and no less than a few streets; nothing where none is placed."""
    found = [one for one in told if one["placed"]]
    if not found:
        return {}
    frame = {}
    for low, high in (("west", "east"), ("south", "north")):
        least, most = min(one[low] for one in found), max(one[high] for one in found)
        wanting = max(LEAST_SPAN - (most - least), 0) // 2
        frame |= {low: least - wanting, high: most + wanting}
    return frame
