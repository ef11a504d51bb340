"""What is fuzzed: for each kind of file its good bases, the damage that suits it, and what must hold of the outcome.

To have another kind of file fuzzed: an Entry for it, and its place in ENTRIES. `take` raises
MonitorError or returns what is wrong with what it accepted; any other exception is a fault and is reported as one.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines import build, declared, errors, flagged_list, paths, reads, sample
from pipelines.domain import plain_key
from tests import fixtures, workbooks
from tests.faults import feed_entries, mutate

KEPT_ROWS = 45  # of each sample release: mutations then meet headers, titles and rows alike
HEAD_ROWS = 30


@dataclass(frozen=True)
class Entry:
    """One kind of file: `bases` fills a folder with good files once, `take` reads one as the product does.

    `take` is given the path of the mutated file and an empty folder to work in; it returns what is wrong.
    """

    name: str
    bases: Callable[[Path], list[Path]]
    mutators: tuple[mutate.Mutator, ...]
    take: Callable[[Path, Path], list[str]]


# --- CSV releases -----------------------------------------------------------------------------------


def csv_bases(folder: Path) -> list[Path]:
    """The head and the tail of a sample release of each layout, and small ones made by hand."""
    written = sample.write_sample(folder / "sample")
    by_layout = {row["file"]: row["layout"] for row in declared.rows("sample_releases")}
    found = {}
    for path in written:
        if path.name in by_layout:
            found[by_layout[path.name]] = path
    made = []
    for path in found.values():
        lines = path.read_bytes().splitlines(keepends=True)
        made.append(folder / path.name)
        made[-1].write_bytes(b"".join([*lines[:KEPT_ROWS], *lines[-6:]]))
    grades = {"full_1_on": "01/02/2020", "full_1_grade": "3", "full_2_on": "01/02/2017", "full_2_grade": "2"}
    rows = [fixtures.provider(f"EY1000{number:02}", **grades) for number in range(20)]
    made.append(fixtures.release(folder, "L2", rows))
    rows[3]["provider_name"] = 'Two\nlines, and "quotes"'
    rows[4]["provider_name"] = "Café – Crèche"
    made.append(fixtures.release(folder, "L3", rows))
    few = ["urn", "provider_type", "local_authority", "registers", "provider_name", "full_1_on", "full_1_grade"]
    made.append(fixtures.release(folder, "L4", rows, columns=few))
    latin = folder / "Windows_as_at_31_May_2022.csv"
    latin.write_bytes(made[-2].read_text(encoding="utf-8").encode("cp1252"))
    return [*made, latin]


def take_csv(path: Path, folder: Path) -> list[str]:
    """Stage one release and count its rows again with another reader."""
    found = fixtures.stage(path, folder / "warehouse")
    if found.file.as_at is None:
        raise errors.AsAtUnknown("no as-at date")
    return unaccounted(found, path.read_bytes())


def take_uncounted(path: Path, folder: Path) -> list[str]:
    """Stage one release of any size; its own account must add up."""
    return unaccounted(fixtures.stage(path, folder / "warehouse"), b"")


def unaccounted(found: fixtures.StagedFile, data: bytes) -> list[str]:
    """What the accounting of a staged file leaves out."""
    account, wrong = found.account, []
    if account.rows_read != account.rows_staged + account.rows_set_aside or account.rows_set_aside < 0:
        wrong.append(f"the account does not add up: {account}")
    kept = found.rows("raw_snapshot")
    if len(kept) != account.rows_staged:
        wrong.append(f"{len(kept)} rows are staged, {account.rows_staged} are counted")
    named = sum(row["action"] == "row set aside" for row in found.rows("raw_problem"))
    if named != account.rows_set_aside:
        wrong.append(f"{named} rows are named as set aside, {account.rows_set_aside} are counted")
    counted = records(data)
    if counted and not counted[0] <= account.rows_read <= counted[1]:
        wrong.append(f"{account.rows_read} rows are read; Python's reader counts {counted[0]} to {counted[1]}")
    return wrong


@cache
def _known() -> frozenset[str]:
    layouts = [row["layout"] for row in declared.rows("layouts")]
    printed = [row[layout] for row in declared.rows("columns") for layout in layouts if row.get(layout)]
    return frozenset(map(plain_key, [*printed, *(row["printed"] for row in declared.rows("headers"))]))


def records(data: bytes) -> tuple[int, int] | None:
    """How many records stand under the header by Python's csv: those with anything in them, and all. None where it
    cannot tell."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        return None
    counts = [sum(plain_key(cell) in _known() for cell in row) for row in rows[:HEAD_ROWS]]
    if not counts or max(counts) < 3:
        return None
    body = rows[counts.index(max(counts)) + 1 :]
    return sum(any(cell.strip() for cell in row) for row in body), len(body)


# --- a whole build ----------------------------------------------------------------------------------


def take_build(path: Path, folder: Path) -> list[str]:
    """Build a good warehouse, put the mutated release beside what it was built from, and build again."""
    raw, warehouse = folder / "raw", paths.Warehouse(folder / "warehouse")
    urn = "S9000001" if path.name.startswith("SAMPLE") else "EY900001"  # the two are never mixed
    good = fixtures.provider(urn, full_1_on="01/02/2018", full_1_grade="2")
    fixtures.release(raw, "L2", [good], "31_May_2019")
    build.build(raw, warehouse)
    before = warehouse.pointer.read_bytes()
    path.replace(raw / path.name)
    try:
        build.build(raw, warehouse)
    except errors.MonitorError:
        if warehouse.pointer.read_bytes() != before:
            raise AssertionError("a build that failed changed what is served") from None
        reads.serve(warehouse).con.close()
        raise
    served = reads.serve(warehouse)
    try:
        return _unserved(served, (raw / path.name).read_bytes(), path.name) + [
            f"left astray: {one}" for one in fixtures.strays(warehouse.folder)
        ]
    finally:
        served.con.close()


def _unserved(served: reads.Served, data: bytes, name: str) -> list[str]:
    """What the build's own account of a release leaves out."""
    wrong = []
    (account,) = [one for one in reads.releases(served) if one["file_name"] == name]
    if account["rows_read"] != account["rows_staged"] + account["rows_set_aside"]:
        wrong.append(f"the build's account does not add up: {account}")
    counted = records(data)
    if counted and not counted[0] <= account["rows_read"] <= counted[1]:
        wrong.append(f"{account['rows_read']} rows are read; Python's reader counts {counted[0]} to {counted[1]}")
    listed = flagged_list.page(served, {"find": "e"}, "priority", 1, 10)["rows"]
    for row in listed:
        reads.history(served, row["urn"])
    return wrong


# --- spreadsheets -----------------------------------------------------------------------------------


def _book_bases(suffix: str) -> Callable[[Path], list[Path]]:
    """The CSV bases as workbooks, beside a sheet of notes."""

    def bases(folder: Path) -> list[Path]:
        made = []
        for path in csv_bases(folder / "csv")[:5]:
            with path.open(encoding="utf-8-sig", newline="") as handle:
                rows = list(csv.reader(handle))
            made.append(workbooks.write(folder / path.with_suffix(suffix).name, {"Notes": [["None"]], "D1": rows}))
        return made

    return bases


CSV = Entry("csv", csv_bases, mutate.ANY_BYTES + mutate.TEXT + mutate.TABLE, take_csv)
BUILD = Entry("build", csv_bases, mutate.ANY_BYTES + mutate.TEXT + mutate.TABLE, take_build)
BOOKS = [
    Entry(suffix[1:], _book_bases(suffix), mutate.ANY_BYTES + mutate.INSIDE_ZIP * 2, take_uncounted)
    for suffix in (".ods", ".xlsx")
]
FEED = [
    Entry(f"feed {form}", feed_entries.bases(form), feed_entries.MUTATORS, feed_entries.take)
    for form in ("xml", "json")
]
FEED.append(Entry("local build", feed_entries.both, feed_entries.MUTATORS, feed_entries.take_local))
ENTRIES = {entry.name: entry for entry in (CSV, BUILD, *BOOKS, *FEED)}
