"""Which column of a release is which: headers matched by name, the layout told, unknown headers reported.

Headers are matched without regard to capitals, spaces and punctuation, and never by place. What each layout prints is
in declared/columns.csv, other spellings in declared/headers.csv. Leaves out how a file is opened (load, workbook).
"""

from functools import cache
from pathlib import Path

from rapidfuzz import fuzz, process

from pipelines import declared, errors
from pipelines.domain import plain_key

FEWEST_KNOWN = 3  # a row with fewer headers we know is no header
SHOWN_HEADERS = 60
NEAREST, LIKENESS = 2, 70  # how many known headers to name beside an unknown one, and how alike (of 100) they must be
GROUPS = {"providers": ("yes", "register"), "inspections": ("inspection", "result")}  # essential each, and any one of


@cache
def known() -> dict[str, str]:
    """Every printed header of every layout, as its plain key, to our column."""
    found = {}
    for row in declared.rows("columns"):
        for layout in declared.rows("layouts"):
            if row.get(layout["layout"]):
                found.setdefault(plain_key(row[layout["layout"]]), row["column"])
    for row in declared.rows("headers"):
        found.setdefault(plain_key(row["printed"]), row["column"])
    return found


def header_place(records: list[list[str]]) -> int | None:
    """Which record is the header: the first of those with the most headers we know; None where there is none."""
    counts = [sum(plain_key(cell) in known() for cell in record) for record in records]
    best = max(counts, default=0)
    return counts.index(best) if best >= FEWEST_KNOWN else None


def columns(headers: list[str]) -> dict[int, str]:
    """Header position to our column; a header printed twice is taken once, where it stands first."""
    taken: dict[int, str] = {}
    seen: set[str] = set()
    for position, printed in enumerate(headers):
        column = known().get(plain_key(printed))
        if column and column not in seen:
            taken[position] = column
            seen.add(column)
    return taken


def layout(headers: list[str]) -> str:
    """The layout these headers are of, or 'not known'."""
    keys = {plain_key(cell) for cell in headers}
    for row in declared.rows("layouts"):
        signs = [plain_key(sign) for sign in row["signature"].split("|")]
        if all(sign in keys for sign in signs) and plain_key(row["absent"] or "-") not in keys:
            return row["layout"]
    return "not known"


def kind(found: set[str]) -> str:
    """'inspections' for one row per inspection of a period, else 'providers': one row per registered provider."""
    return "inspections" if "visit_on" in found and "full_1_on" not in found else "providers"


def missing(found: set[str]) -> list[str]:
    """The essential columns that are not there, as a layout prints them."""
    every, any_of = GROUPS[kind(found)]
    rows = declared.rows("columns")
    lacking = [_printed(row) for row in rows if row["essential"] in ("every", every) and row["column"] not in found]
    group = [row for row in rows if row["essential"] == any_of]
    if not any(row["column"] in found for row in group):
        lacking.append(" or ".join(map(_printed, group)))
    return lacking


def check_essential(path: Path, where: str, headers: list[str], found: set[str]) -> None:
    """Raise MissingColumn unless every essential column is there, naming what is not and what was found."""
    lacking = missing(found)
    if lacking:
        shown = "; ".join(cell.strip() for cell in headers[:SHOWN_HEADERS] if cell.strip())
        raise errors.MissingColumn(
            f"{path.name} lacks {'an essential column' if len(lacking) == 1 else 'essential columns'}: "
            f"{', '.join(lacking)}. The header was found in {where} and reads: {shown}. "
            "If the publisher has renamed the column, add the new name to pipelines/declared/headers.csv."
        )


def report(headers: list[str], taken: dict[int, str]) -> list[tuple[int, str, str | None, str, str | None]]:
    """Every header as (position from 1, as printed, our column, 'taken' | 'ignored' | 'not known', nearest known)."""
    use = {row["column"]: row["use"] for row in declared.rows("columns")}
    told = []
    for position, printed in enumerate(headers):
        column = taken.get(position)
        outcome = "not known" if column is None else "ignored" if use[column] == "ignored" else "taken"
        told.append((position + 1, printed, column, outcome, nearest(printed) if column is None else None))
    return told


def nearest(printed: str) -> str | None:
    """The known headers most like one that is not known, joined by '; '; None where none is like it."""
    key = plain_key(printed)
    if not key:
        return None
    names = _names()
    found = process.extract(key, names.keys(), scorer=fuzz.ratio, limit=NEAREST, score_cutoff=LIKENESS)
    return "; ".join(names[match] for match, _, _ in found) or None


@cache
def _names() -> dict[str, str]:
    """Plain key to a header as a layout prints it."""
    order = ["L2", *(one["layout"] for one in declared.rows("layouts"))]
    printed = [row[layout] for row in declared.rows("columns") for layout in order if row.get(layout)]
    named: dict[str, str] = {}
    for name in [*printed, *(row["printed"] for row in declared.rows("headers"))]:
        named.setdefault(plain_key(name), name)
    return named


def _printed(row: dict[str, str]) -> str:
    order = [one["layout"] for one in declared.rows("layouts")]
    chosen = next((row[name] for name in ("L2", *order) if row.get(name)), row["column"])
    return f"'{chosen}'"
