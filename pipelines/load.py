"""Read one release file as published: find its header, recognise its layout, and open it as text.

No opinions about values live here. What cannot be read raises an error that names the file.
"""

import codecs
import csv
import datetime as dt
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from pipelines import declared, errors
from pipelines.domain import as_at_in, plain_key

HEAD_BYTES = 262_144  # title rows and a header fit many times over
HEAD_ROWS = 30
SHOWN_HEADERS = 60
SHOWN_LETTERS = 80  # of one header in a message
MOST_COLUMNS = 1000  # published releases have about fifty; DuckDB needs memory for each


@dataclass(frozen=True)
class RawFile:
    """One release file, before anything is interpreted.

    `header_lines` is the number of physical lines up to and including the header; `columns` maps a header's
    position to our column; `encoding` is 'utf-8' or 'cp1252'; `lines` counts all physical lines. `is_plain` says that
    DuckDB can read the file where it lies: UTF-8, one kind of line end, no line break inside a title or header cell.
    """

    path: Path
    sha256: str
    size: int
    encoding: str
    lines: int
    is_plain: bool
    title: str
    header_lines: int
    headers: tuple[str, ...]
    columns: dict[int, str]
    layout: str
    as_at: dt.date | None


def inspect(path: Path) -> RawFile:
    """Describe a release file from its bytes: hash, encoding, header, layout, as-at date where it says one.

    Raises CannotRead, NotACsv and MissingColumn.
    """
    try:
        sha256, encoding, size, breaks, is_mixed = _digest(path)
    except OSError as fault:
        raise errors.CannotRead(
            f"{path.name} cannot be opened: {fault.strerror or fault}. Check that the file is still there, that you "
            "may read it, and that no other program holds it."
        ) from None
    with path.open("rb") as handle:
        text = handle.read(HEAD_BYTES).decode(encoding, errors="replace").removeprefix("\ufeff")
    records = _head_records(path, text)
    place = _header_place(path, records)
    lines, headers = records[place]
    is_cut = size > HEAD_BYTES and place + 1 == len(records) < HEAD_ROWS
    if len(headers) > MOST_COLUMNS or is_cut:
        raise not_a_csv(path, "its header is far wider than a release's, which has about fifty columns")
    title = " ".join(cell.strip() for _, record in records[:place] for cell in record if cell.strip())
    columns = _columns(headers)
    _check_essential(path, place, headers, set(columns.values()))
    as_at = as_at_in(title) or as_at_in(path.name)
    is_plain = encoding == "utf-8" and not is_mixed and lines == place + 1
    return RawFile(
        path, sha256, size, encoding, breaks, is_plain, title, lines, tuple(headers), columns, _layout(headers), as_at
    )


def header_report(file: RawFile) -> list[tuple[int, str, str | None, str]]:
    """Every header as (position from 1, as printed, our column, 'taken' | 'ignored' | 'not known')."""
    use = {row["column"]: row["use"] for row in declared.rows("columns")}
    report = []
    for position, printed in enumerate(file.headers):
        column = file.columns.get(position)
        outcome = "not known" if column is None else "ignored" if use[column] == "ignored" else "taken"
        report.append((position + 1, printed, column, outcome))
    return report


def _digest(path: Path) -> tuple[str, str, int, int, bool]:
    """One pass over the bytes: sha256, encoding, size, lines, and whether their ends are of several kinds.

    Raises NotACsv for an empty or binary file.
    """
    digest, decoder, encoding, size = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), "utf-8", 0
    breaks = pairs = returns = 0
    last = b""
    with path.open("rb") as handle:
        while chunk := handle.read(1 << 20):
            digest.update(chunk)
            size += len(chunk)
            breaks += chunk.count(b"\n")
            returns += chunk.count(b"\r")
            pairs += chunk.count(b"\r\n") + (last == b"\r" and chunk[:1] == b"\n")
            last = chunk[-1:]
            if b"\0" in chunk:
                raise not_a_csv(path, "it holds NUL bytes, as spreadsheets and zip files do")
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


def not_a_csv(path: Path, why: str) -> errors.NotACsv:
    """The error that says why a file is no CSV release, and what to do."""
    return errors.NotACsv(
        f"{path.name} is not a CSV release: {why}. Download it again from GOV.UK as CSV, "
        f"or move it out of {path.parent}."
    )


def _head_records(path: Path, text: str) -> list[tuple[int, list[str]]]:
    """The first records, each with the number of physical lines read up to its end."""
    reader = csv.reader(io.StringIO(text, newline=""))
    records = []
    try:
        for record in reader:
            records.append((reader.line_num, record))
            if len(records) == HEAD_ROWS:
                break
    except csv.Error as fault:
        raise not_a_csv(path, f"line {reader.line_num} cannot be read ({fault})") from None
    return records


def _known_headers() -> dict[str, str]:
    """Every printed header of every layout, as its plain key, to our column."""
    known = {}
    layouts = [row["layout"] for row in declared.rows("layouts")]
    for row in declared.rows("columns"):
        for layout in layouts:
            if row[layout]:
                known[plain_key(row[layout])] = row["column"]
    return known


def _header_place(path: Path, records: list[tuple[int, list[str]]]) -> int:
    """Which record is the header: the one with the most headers we know."""
    known = _known_headers()
    counts = [sum(plain_key(cell) in known for cell in record) for _, record in records]
    best = max(counts, default=0)
    if best < 3:
        raise not_a_csv(path, f"none of its first {len(records)} rows holds the headers of a provider-level release")
    return counts.index(best)


def _columns(headers: list[str]) -> dict[int, str]:
    """Header position to our column; a header printed twice is taken once, where it stands first."""
    known, taken = _known_headers(), {}
    for position, printed in enumerate(headers):
        column = known.get(plain_key(printed))
        if column and column not in taken.values():
            taken[position] = column
    return taken


def _check_essential(path: Path, place: int, headers: list[str], found: set[str]) -> None:
    rows = declared.rows("columns")
    layouts = [row["layout"] for row in declared.rows("layouts")]

    def printed(row: dict[str, str]) -> str:
        return "'" + next(row[name] for name in layouts[1:] + layouts if row[name]) + "'"

    missing = [printed(row) for row in rows if row["essential"] == "yes" and row["column"] not in found]
    register = [row for row in rows if row["essential"] == "register"]
    if not any(row["column"] in found for row in register):
        missing.append(" or ".join(printed(row) for row in register))
    if missing:
        shown = "; ".join(cell.strip()[:SHOWN_LETTERS] for cell in headers[:SHOWN_HEADERS] if cell.strip())
        raise errors.MissingColumn(
            f"{path.name} lacks {'an essential column' if len(missing) == 1 else 'essential columns'}: "
            f"{', '.join(missing)}. The header was found in row {place + 1} and reads: {shown}. "
            "If the publisher has renamed the column, add the new name to pipelines/declared/columns.csv."
        )


def _layout(headers: list[str]) -> str:
    keys = {plain_key(cell) for cell in headers}
    for row in declared.rows("layouts"):
        if plain_key(row["signature"]) in keys:
            return row["layout"]
    return "not known"
