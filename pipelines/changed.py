"""What changed between two release dates: the counts that add up, the settings and why, and the file of them.

One statement (reads/export_changed.sql) says of every setting on the Early Years Register at either date which of five
outcomes it has, and of those that changed every kind of change. Left out: the digest in words (pipelines.digest), and
how standings at a date are worked out (the table mart.spell of the build).
"""

import datetime as dt
import re
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from pipelines import declared, domain, errors, export, reads

OUTCOMES = ("changed", "joined", "left", "unchanged", "not comparable")
LISTED = OUTCOMES[:3]  # those with something to tell
NEEDS_TWO = (
    "Two release dates are needed to say what changed, and only one is loaded. Add another release "
    "(`python -m pipelines fetch`, or `python -m pipelines add FILE`) and build again."
)


@dataclass(frozen=True)
class Asked:
    """Two release dates, and which settings: None for all, else those in any of the areas named, or these URNs."""

    from_on: dt.date
    to_on: dt.date
    local_authorities: Sequence[str] | None = None
    regions: Sequence[str] | None = None
    constituencies: Sequence[str] | None = None
    urns: Sequence[str] | None = None


def release_dates(served: reads.Served) -> list[dt.date]:
    """The dates the loaded releases are as at, oldest first, each once."""
    return sorted(row["as_at"] for row in reads.moments(served))


def between(
    served: reads.Served, from_on: dt.date | None = None, to_on: dt.date | None = None
) -> tuple[dt.date, dt.date]:
    """The two dates to compare: those asked for, else the newest release date and the one before the second date.

    Raises NotAReleaseDate where one is not the date of a loaded release, where they are not in order, or where there
    are no two.
    """
    dates = release_dates(served)
    if len(dates) < 2:
        raise errors.NotAReleaseDate(NEEDS_TWO)
    said = f"Releases are loaded as at {', '.join(map(str, dates))}. Choose two of these, the older one first."
    for day in (from_on, to_on):
        if day and day not in dates:
            raise errors.NotAReleaseDate(f"No loaded release is as at {day}. {said}")
    to_on = to_on or dates[-1]
    earlier = [day for day in dates if day < to_on]
    from_on = from_on or (earlier[-1] if earlier else to_on)
    if from_on >= to_on:
        raise errors.NotAReleaseDate(f"Nothing can have changed from {from_on} to {to_on}. {said}")
    return from_on, to_on


def nothing_compared(counts: dict, from_on: dt.date, to_on: dt.date, where: str) -> str | None:
    """That nothing newer is known of any of these settings, which `counts` counts; None where something is."""
    many = counts["all"]
    if not many or counts["outcomes"]["not comparable"] < many:
        return None
    these = f"any of the {many:,} settings" if many > 1 else "the one setting"
    return (
        f"Nothing can be compared: no release after {domain.long_date(from_on)} up to {domain.long_date(to_on)} lists "
        f"{these}{where}."
    )


def some_not_compared(counts: dict, from_on: dt.date, to_on: dt.date) -> str:
    """How many of how many settings cannot be compared, and why; nothing where all can, or none."""
    aside, many = counts["outcomes"]["not comparable"], counts["all"]
    if not aside or aside == many:
        return ""
    return (
        f"{aside:,} of {many:,} settings cannot be compared, because no release after {domain.long_date(from_on)} and "
        f"up to {domain.long_date(to_on)} lists {'it' if aside == 1 else 'them'}."
    )


@cache
def kinds() -> dict[str, dict]:
    """Every kind of change, the gravest first: display, print and meaning."""
    return {row["kind"]: dict(row) for row in declared.rows("changes")}


def within(counts: dict, kind: str) -> str:
    """How many of the settings counted under a move were and are Good or better, in brackets; nothing where none."""
    many = counts["within"][kind]
    return f" ({many:,} of them within Good or better)" if many else ""


def _given(asked: Asked) -> dict:
    return {name: list(value) if isinstance(value, list | tuple) else value for name, value in asdict(asked).items()}


def _statement(asked: Asked) -> tuple[str, dict]:
    return export.asked("changed", **_given(asked))


def counts(served: reads.Served, asked: Asked) -> dict:
    """How many settings: all of them, outcomes {outcome: n}, kinds {kind: n}, within {kind: n of these in the band
    Secure at both dates} and groups {first kind: n}, from_scope and to_scope, how many were on the Early Years Register
    at each date.

    The outcomes add up to all, the groups to those changed, joined and left; a setting counts in each of its kinds.
    """
    text, values = _statement(asked)
    text = (
        "SELECT outcome, kind, kinds, count(*) AS n, "
        f"count(*) FILTER (from_band = 'secure' AND to_band = 'secure') AS within FROM ({text}) GROUP BY ALL"
    )
    rows = reads.fetch(served, text, values)
    told = {"outcomes": dict.fromkeys(OUTCOMES, 0)}
    told |= {name: dict.fromkeys(kinds(), 0) for name in ("kinds", "within", "groups")}
    for row in rows:
        told["outcomes"][row["outcome"]] += row["n"]
        if row["kind"]:
            told["groups"][row["kind"]] += row["n"]
            for kind in row["kinds"].split("; "):
                told["kinds"][kind] += row["n"]
                told["within"][kind] += row["within"]
    total = sum(told["outcomes"].values())
    outcomes = told["outcomes"]
    return {**told, "all": total, "from_scope": total - outcomes["joined"], "to_scope": total - outcomes["left"]}


def changed(served: reads.Served, asked: Asked, kind: str | None, page: int, page_size: int) -> dict:
    """One page of the settings that changed, joined or left, the gravest kind first: rows, total, page and pages.

    With a kind, those with that among their kinds. `kinds` and the flags of a row are lists.
    """
    text, values = _listed(asked, kind)
    text = f"SELECT *, count(*) OVER () AS total FROM ({text}) LIMIT $limit OFFSET $offset"
    values |= {"limit": page_size, "offset": (max(1, page) - 1) * page_size}
    rows = reads.fetch(served, text, values)
    if not rows and page > 1:  # past the end: the last page there is
        first = changed(served, asked, kind, 1, page_size)
        return changed(served, asked, kind, first["pages"], page_size) if first["pages"] > 1 else first
    total = rows[0]["total"] if rows else 0
    pages = max(1, -(-total // page_size))
    return {"rows": [_split(row) for row in rows], "total": total, "page": max(1, page), "pages": pages}


def every(served: reads.Served, asked: Asked) -> list[dict]:
    """Every setting that changed, joined or left, in the order of `changed`."""
    return [_split(row) for row in reads.fetch(served, *_listed(asked, None))]


def _listed(asked: Asked, kind: str | None) -> tuple[str, dict]:
    """The rows with something to tell, in order: by what they are listed under, then by tier and label."""
    text, values = _statement(asked)
    ordered = (
        f"SELECT * FROM ({text}) WHERE kind IS NOT NULL AND ($kind::VARCHAR IS NULL "
        "OR list_contains(string_split(kinds, '; '), $kind::VARCHAR)) ORDER BY list_position($kinds::VARCHAR[], kind), "
        "list_position($tiers::VARCHAR[], coalesce(to_tier, from_tier)), "
        "list_position($labels::VARCHAR[], to_label), to_inspected_on DESC NULLS LAST, urn"
    )
    order = {"kinds": list(kinds()), "tiers": list(domain.TIERS), "labels": list(domain.LABELS)}
    return ordered, values | order | {"kind": kind}


def _split(row: dict) -> dict:
    return {**row, **{name: (row[name] or "").split("; ") if row[name] else [] for name in
                      ("kinds", "from_flags", "to_flags")}}  # fmt: skip


def newly_flagged(served: reads.Served, areas: dict) -> dict | None:
    """How many settings of these areas are flagged at the newest release date and were not at the one before: count,
    from_on and to_on. None where only one release date is loaded. `areas` as a view's filters name them."""
    dates = release_dates(served)
    if len(dates) < 2:
        return None
    found = reads.rows(
        served, "newly_flagged", local_authorities=_all(areas, "local_authority"), regions=_all(areas, "region"),
        constituencies=_all(areas, "constituency"),
    )  # fmt: skip
    return {"count": found[0]["count"], "from_on": dates[-2], "to_on": dates[-1]}


def _all(areas: dict, name: str) -> list[str] | None:
    return list(areas[name]) if areas.get(name) else None


def urns_in(text: str) -> list[str]:
    """The URNs in a pasted text or a file, each once, in upper case: whatever stands between spaces, commas, lines."""
    return list(dict.fromkeys(word.upper() for word in re.split(r"[\s,;\"']+", text) if any(c.isdigit() for c in word)))


def unknown(served: reads.Served, urns: Collection[str]) -> list[str]:
    """Those of these URNs that no loaded release lists."""
    known = {row["urn"] for row in reads.labels_of(served, list(urns))}
    return [urn for urn in urns if urn not in known]


def names(served: reads.Served, urns: Collection[str]) -> dict[str, dict]:
    """provider_name and provider_type of each of these that is listed, by URN, as the newest release gives them."""
    return {row["urn"]: row for row in reads.rows(served, "names", urns=list(urns))}


def write(served: reads.Served, asked: Asked, form: str, out: Path) -> int:
    """Write every setting with its outcome to a file, a CSV with its description; returns how many rows."""
    given = _given(asked)
    return export.write(served, "changed", form, out, given.pop("local_authorities"), **given)


def csv_of(served: reads.Served, asked: Asked, kind: str | None) -> bytes:
    """The CSV of the settings that changed, joined or left, or of those with one kind, in the order of `changed`."""
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        out = Path(folder) / "changed.csv"
        export.copy(served, *_listed(asked, kind), "csv", out)
        return out.read_bytes()
