"""Read one release file as published: find its table and header, recognise its layout, and open it as text.

A release is a CSV file or a spreadsheet (workbook). No opinions about values live here. What cannot be read raises an
error that names the file.
"""

import codecs
import csv
import datetime as dt
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines import errors, layouts, signs, workbook
from pipelines.domain import as_at_in

SUFFIXES = (".csv", ".ods", ".xlsx", ".xls")
HEAD_BYTES = 262_144  # title rows and a header fit many times over
HEAD_ROWS = 30
LINE_END = b"\n"[0]
MOST_COLUMNS = 1000  # published releases have about fifty; DuckDB needs memory for each, and for each cell too many
WIDE = "its header or a row is far wider than a release's, which has about fifty columns"
BOOK = ".book"  # the folder of a workbook's sheets: its hash, the reader's, and this


@dataclass(frozen=True)
class Table:
    """One table of text rows under a header, before anything is interpreted.

    `source` is the file that holds its rows. `header_lines` is the number of physical lines up to and including the
    header; `columns` maps a header's position to our column; `encoding` is 'utf-8' or 'cp1252'; `lines` counts all
    physical lines. `is_plain` says that DuckDB can read the file where it lies: UTF-8, one kind of line end, no line
    break inside a title or header cell.
    """

    source: Path
    encoding: str
    lines: int
    is_plain: bool
    title: str
    header_lines: int
    headers: tuple[str, ...]
    columns: dict[int, str]


@dataclass(frozen=True)
class RawFile:
    """One release file: its bytes' identity, its table, and what they say of themselves.

    `kind` is 'providers' (one row per registered provider) or 'inspections' (one row per inspection of a period);
    `leavers` is the sheet of providers that left, where a workbook has one.
    """

    path: Path
    sha256: str
    size: int
    table: Table
    layout: str
    kind: str
    as_at: dt.date | None
    leavers: Table | None = None

    @property
    def book(self) -> str | None:
        """The name of the folder that holds a workbook's sheets as text; None for a CSV file."""
        return None if self.table.source == self.path else self.table.source.parent.name


def inspect(path: Path, books: Path | None = None) -> RawFile:
    """Describe a release file from its bytes: hash, encoding, header, layout, as-at date where it says one.

    `books` is the folder in which a workbook's sheets are kept as text; a CSV file needs none.
    Raises CannotRead, NotACsv, BadWorkbook and MissingColumn.
    """
    try:
        with path.open("rb") as handle:
            start = handle.read(signs.HEAD)
            is_book = workbook.is_workbook(start)
            if is_book:
                handle.seek(0)
                sha256 = hashlib.file_digest(handle, "sha256").hexdigest()
        if not is_book and (what := signs.kind(start)):
            raise not_a_csv(path, f"it is {what}, whatever its name says")
        if not is_book:
            sha256, encoding, size, breaks, is_mixed = _digest(path)
    except OSError as fault:
        raise errors.CannotRead(
            f"{path.name} cannot be opened: {fault.strerror or fault}. Check that the file is still there, that you "
            "may read it, and that no other program holds it."
        ) from None
    if is_book:
        if books is None:
            raise ValueError("a workbook needs a folder for its sheets")
        return _from_book(path, sha256, books)
    head = _head(path, encoding, lambda why: not_a_csv(path, why))
    place = layouts.header_place([record for _, record in head])
    if place is None:
        raise not_a_csv(path, f"none of its first {len(head)} rows holds the headers of a provider-level release")
    if size > HEAD_BYTES and place + 1 == len(head) < HEAD_ROWS:
        raise not_a_csv(path, WIDE)  # and its header is cut where the head ends
    table = _table(path, encoding, breaks, is_mixed, head, place)
    return _described(path, sha256, size, table, f"row {place + 1}", table.title)


def header_report(file: RawFile) -> list[tuple]:
    """Every header of the release's table: see layouts.report."""
    return layouts.report(list(file.table.headers), file.table.columns)


def not_a_csv(path: Path, why: str) -> errors.NotACsv:
    """The error that says why a file is no CSV release, and what to do."""
    return errors.NotACsv(
        f"{path.name} is not a CSV release: {why}. Download it again from GOV.UK as CSV, "
        f"or move it out of {path.parent}."
    )


def _described(
    path: Path, sha256: str, size: int, table: Table, where: str, titles: str, leavers: Table | None = None
) -> RawFile:
    found = set(table.columns.values())
    layouts.check_essential(path, where, list(table.headers), found)
    as_at = as_at_in(table.title) or as_at_in(titles) or as_at_in(path.name)
    return RawFile(path, sha256, size, table, layouts.layout(list(table.headers)), layouts.kind(found), as_at, leavers)


def _from_book(path: Path, sha256: str, books: Path) -> RawFile:
    """The release in a workbook: of the sheets with a header we know, the one that lacks the fewest essential columns
    and has the most columns we know; and the sheet of providers that left, where there is one."""
    tables, titles = [], []
    for name, file in workbook.sheets(path, books / f"{sha256[:24]}-{workbook.version()}{BOOK}"):
        try:
            _, encoding, _, breaks, is_mixed = _digest(file)
        except errors.NotACsv:
            raise workbook.refused(path, f"the sheet {name} holds bytes that are no text") from None
        head = _head(file, encoding, lambda why: workbook.refused(path, why))
        place = layouts.header_place([record for _, record in head])
        titles += [cell for _, record in (head if place is None else head[:place]) for cell in record]
        if place is not None:
            tables.append((name, place, _table(file, encoding, breaks, is_mixed, head, place)))
    if not tables:
        raise workbook.refused(path, "no sheet of it holds the headers of a provider-level release")

    def wanting(one: tuple) -> tuple:
        columns = set(one[2].columns.values())
        return len(layouts.missing(columns)), "left_on" in columns, -len(columns)

    name, place, table = min(tables, key=wanting)
    left = [other for _, _, other in tables if other is not table and {"urn", "left_on"} <= set(other.columns.values())]
    where = f"row {place + 1} of the sheet {name}"
    size = path.stat().st_size
    return _described(path, sha256, size, table, where, " ".join(titles), left[0] if left else None)


def _digest(path: Path) -> tuple[str, str, int, int, bool]:
    """One pass over the bytes: sha256, encoding, size, lines, and whether their ends are of several kinds.

    Raises NotACsv for an empty or binary file, and for one with a line of thousands of cells.
    """
    digest, decoder, encoding, size = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), "utf-8", 0
    breaks = pairs = returns = commas = 0
    last = b""
    with path.open("rb") as handle:
        while chunk := handle.read(1 << 17):
            digest.update(chunk)
            size += len(chunk)
            text = chunk
            if b"\r" in chunk:
                returns += chunk.count(b"\r")
                pairs += chunk.count(b"\r\n")
                text = chunk.replace(b"\r", b"\n")
            ends = np.flatnonzero(np.frombuffer(text, np.uint8) == LINE_END)
            breaks += len(ends) if text is chunk else chunk.count(b"\n")
            pairs += last == b"\r" and chunk[:1] == b"\n"
            last = chunk[-1:]
            if b"\0" in chunk:
                raise not_a_csv(path, "it holds NUL bytes, as spreadsheets and zip files do")
            commas, most = _most_commas(chunk, ends, commas)
            if most >= MOST_COLUMNS:
                raise not_a_csv(path, WIDE)
            if encoding == "utf-8":
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    encoding = "cp1252"
    if size == 0:
        raise not_a_csv(path, "it is empty")
    if encoding == "utf-8":
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            encoding = "cp1252"
    alone = returns - pairs  # a carriage return by itself ends a line too
    is_mixed = alone > 0 or 0 < pairs < breaks
    return digest.hexdigest(), encoding, size, breaks + alone + (last not in b"\r\n"), is_mixed


def _most_commas(chunk: bytes, ends: np.ndarray, before: int) -> tuple[int, int]:
    """How many commas the unfinished last line of a part of a file has, and the most that any of its lines has, when
    the line it begins in had so many `before`. `ends` are the places of its line ends."""
    if not len(ends):
        so_far = before + chunk.count(b",")
        return so_far, so_far
    first = before + chunk.count(b",", 0, ends[0])
    long = np.flatnonzero(np.diff(ends) > MOST_COLUMNS)  # the only lines that could hold so many cells
    most = max((chunk.count(b",", ends[place], ends[place + 1]) for place in long), default=0)
    return chunk.count(b",", ends[-1]), max(first, most)


def _head(path: Path, encoding: str, refused: Callable[[str], Exception]) -> list[tuple[int, list[str]]]:
    """The first records, each with the number of physical lines read up to its end."""
    with path.open("rb") as handle:
        text = handle.read(HEAD_BYTES).decode(encoding, errors="replace").removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(text, newline=""))
    records = []
    try:
        for record in reader:
            records.append((reader.line_num, record))
            if len(records) == HEAD_ROWS:
                break
    except csv.Error as fault:
        raise refused(f"line {reader.line_num} cannot be read ({fault})") from None
    return records


def _table(path: Path, encoding: str, breaks: int, is_mixed: bool, head: list, place: int) -> Table:
    lines, headers = head[place]
    title = " ".join(cell.strip() for _, record in head[:place] for cell in record if cell.strip())
    is_plain = encoding == "utf-8" and not is_mixed and lines == place + 1
    return Table(path, encoding, breaks, is_plain, title, lines, tuple(headers), layouts.columns(headers))
