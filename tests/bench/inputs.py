"""The releases a benchmark builds: one real national release, repeated month by month with a few new inspections.

Where there is no real release the largest sample release is inflated to national size, and that is said. The same
source gives the same bytes every time. Nothing is written inside the project.
"""

import csv
import datetime as dt
import zlib
from dataclasses import dataclass
from pathlib import Path

from pipelines import load, sample
from tests import workbooks

NATIONAL_ROWS = 70_980
FIRST_AS_AT = dt.date(2021, 8, 31)
INSPECTED_SHARE = 60  # one provider in so many is newly inspected each month
MISSING = ("", "-", "NULL")
SLOTS = ("full_1", "full_2", "full_3")
ABOUT_NOW = ("full_1_education", "full_1_behaviour", "full_1_development", "full_1_leadership")


@dataclass(frozen=True)
class Source:
    """The release all others are made from: its header, its rows, our column to its position, and what it is."""

    headers: list[str]
    rows: list[list[str]]
    at: dict[str, int]
    told: str


def source(raw: Path | None, scratch: Path, rows: int | None = None) -> Source:
    """The real release in `raw` (a file, or the largest release with three graded slots of a folder); without one,
    the sample. `rows` keeps about so many of them, spread evenly."""
    path = _largest(raw) if raw else None
    if path:
        found = _read(path)
        told = f"the rows of {path.name} ({len(found.rows):,} providers)"
    else:
        folder = scratch / "sample"
        sample.write_sample(folder)
        found = _inflated(_read(_largest(folder)), NATIONAL_ROWS if rows is None else rows)
        told = f"sample data, invented settings, inflated to {len(found.rows):,} providers: no real release was named"
    if rows and len(found.rows) > rows:
        step = len(found.rows) // rows
        found = Source(found.headers, found.rows[::step], found.at, "")
        told += f", of which {len(found.rows):,}"
    return Source(found.headers, found.rows, found.at, told)


def releases(of: Source, folder: Path, count: int) -> list[Path]:
    """Write `count` releases a month apart, oldest first; each holds a few inspections the one before lacked."""
    folder.mkdir(parents=True)
    rows = [list(row) for row in of.rows]
    written = []
    for number in range(count):
        as_at = _month_end(FIRST_AS_AT, number)
        if number:
            _inspect_some(rows, of.at, number, as_at)
        path = folder / f"Childcare_provider_level_data_as_at_{as_at.day}_{as_at:%B_%Y}.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([of.headers, *rows])
        written.append(path)
    declared = [["file", "coverage"], *([path.name, "national"] for path in written)]
    with (folder / "releases.csv").open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(declared)
    return written


def as_workbook(path: Path, folder: Path) -> Path:
    """The same release as an ODS workbook: a sheet of notes, two title rows, dates as dates and grades as numbers."""
    folder.mkdir()
    with path.open(encoding="utf-8-sig", newline="") as handle:
        headers, *rows = csv.reader(handle)
    titles = [["Childcare provider level data"], ["This worksheet contains one table"]]
    sheets = {"Notes": [["Notes"]], "Childcare_providers": [*titles, headers, *workbooks.as_dates(rows, headers)]}
    book = workbooks.write(folder / f"{path.stem}.ods", sheets)
    declared = [["file", "coverage"], [book.name, "national"]]
    with (folder / "releases.csv").open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(declared)
    return book


def _largest(raw: Path) -> Path | None:
    """The largest file with every column a new inspection moves through."""
    files = sorted(raw.glob("*.csv") if raw.is_dir() else [raw], key=lambda p: p.stat().st_size, reverse=True)
    for path in files:
        try:
            columns = load.inspect(path).table.columns.values()
        except load.errors.MonitorError:
            continue
        if {f"{slot}_on" for slot in SLOTS} <= set(columns):
            return path
    return None


def _read(path: Path) -> Source:
    file = load.inspect(path).table
    with path.open(encoding="utf-8-sig" if file.encoding == "utf-8" else file.encoding, newline="") as handle:
        for _ in range(file.header_lines):
            handle.readline()
        rows = [row for row in csv.reader(handle) if len(row) == len(file.headers)]
    return Source(list(file.headers), rows, {column: place for place, column in file.columns.items()}, "")


def _inflated(small: Source, wanted: int) -> Source:
    """The sample's providers over and over, each time under other URNs of the form Ofsted never issues."""
    seen, rows = set(), []
    urn = small.at["urn"]
    for row in small.rows:
        if row[urn].startswith("S") and row[urn] not in seen:
            seen.add(row[urn])
            rows.append(row)
    made = []
    for number in range(wanted):
        row = list(rows[number % len(rows)])
        row[urn] = f"S{number + 1:07d}"
        made.append(row)
    return Source(small.headers, made, small.at, "")


def _inspect_some(rows: list[list[str]], at: dict[str, int], number: int, as_at: dt.date) -> None:
    """Give one provider in sixty a newer inspection: the others move down a slot, as in Ofsted's files."""
    day = as_at - dt.timedelta(days=20)
    for row in rows:
        chance = zlib.crc32(f"{row[at['urn']]} {number}".encode())
        if chance % INSPECTED_SHARE or row[at["full_1_on"]] in MISSING:
            continue
        for newer, older in (("full_2", "full_3"), ("full_1", "full_2")):
            for part in ("on", "number", "grade"):
                row[at[f"{older}_{part}"]] = row[at[f"{newer}_{part}"]]
        row[at["full_1_on"]] = f"{day:%d/%m/%Y}"
        row[at["full_1_number"]] = f"{90_000_000 + chance % 9_000_000}"
        grade = "1222222233334"[chance // INSPECTED_SHARE % 13]
        for column in ("full_1_grade", *ABOUT_NOW):
            row[at[column]] = grade


def _month_end(first: dt.date, months: int) -> dt.date:
    place = first.year * 12 + first.month + months
    return dt.date(place // 12, place % 12 + 1, 1) - dt.timedelta(days=1)
