"""The rows of release files as clean text in DuckDB: whole files, and single lines taken out of them.

What is read here is in `raw_row`: file (a number), as_at, row_number, every column that is read, absent ones NULL, and
is_empty. The rows that DuckDB cannot place under the headers are counted and named. No opinions about values live here.
"""

import datetime as dt
import hashlib
import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from pipelines import database, declared
from pipelines.load import RawFile, Table, not_a_csv

REJECTING = "store_rejects = true, rejects_limit = 0"
MOST_LINES = 10  # in one published cell; more means a quotation mark that was never closed


class NotByLine(Exception):
    """Lines taken out of their files are not one row each: such a file has to be read whole."""


def as_utf8(table: Table, folder: Path) -> tuple[Path, int]:
    """The file itself, or a copy DuckDB reads safely: UTF-8, one kind of line end, no title rows or header; and how
    many lines stand above its rows.

    DuckDB reads only UTF-8 without extensions, and miscounts `skip` where line ends are mixed or a title or header
    cell holds a line break.
    """
    if table.is_plain:
        return table.source, table.header_lines
    copy = folder / f"{hashlib.sha256(str(table.source).encode()).hexdigest()[:24]}.csv"
    if not copy.exists():
        with (
            table.source.open(encoding=table.encoding, errors="replace") as source,
            copy.open("w", encoding="utf-8", newline="") as target,
        ):
            target.writelines(itertools.islice(source, table.header_lines, None))
    return copy, 0


def open_whole(con: duckdb.DuckDBPyConnection, file: RawFile, as_at: dt.date, folder: Path) -> tuple[int, int]:
    """Open all rows of a file, as file 1, and number those that cannot be placed under the headers in `rejected`.

    Returns how many rows were opened and how many rejected. Raises NotACsv where a quotation mark has swallowed rows.
    """
    table = file.table
    source, skip = as_utf8(table, folder)
    con.execute(
        f"CREATE TEMP TABLE raw_row AS SELECT 1 AS file, DATE '{as_at}' AS as_at, row_number() OVER () AS row_number, "
        f"{_cells(table)} FROM {_rows(table, source, f'skip = {skip}, {REJECTING}')}"
    )
    con.execute(
        "CREATE TEMP TABLE rejected AS SELECT line - $skip AS place, "
        "line - $skip - row_number() OVER (ORDER BY line) AS accepted_before, min(error_type)::VARCHAR AS why "
        "FROM reject_errors GROUP BY line", {"skip": skip},
    )  # fmt: skip
    read, rejected = con.execute("SELECT (SELECT count(*) FROM raw_row), (SELECT count(*) FROM rejected)").fetchone()
    if table.lines - table.header_lines > read + rejected:  # else every line is a row: nothing to look for
        _refuse_swallowed_rows(con, file, source, skip)
    return read, rejected


def open_lines(con: duckdb.DuckDBPyConnection, table: Table, lines: Sequence[tuple[int, bytes]], folder: Path) -> None:
    """Add single lines of files under the same columns, each after its number, to `raw_line`. Raises NotByLine."""
    path = folder / "lines.csv"
    path.write_bytes(b"".join(b"%d,%b\n" % one for one in lines))
    made = f"SELECT line_id, {_cells(table)} FROM {_rows(table, path, REJECTING, 'line_id')}"
    con.execute(f"CREATE OR REPLACE TEMP TABLE raw_added AS {made}")
    path.unlink()
    read, rejected = con.execute(
        "SELECT (SELECT count(*) FROM raw_added), (SELECT count(*) FROM reject_errors)"
    ).fetchone()
    if rejected or read != len(lines):
        raise NotByLine
    con.execute("CREATE TEMP TABLE IF NOT EXISTS raw_line AS FROM raw_added LIMIT 0")
    con.execute("INSERT INTO raw_line FROM raw_added")


def open_leavers(con: duckdb.DuckDBPyConnection, files: Iterable[tuple[RawFile, dt.date]], folder: Path) -> None:
    """URN and leaving date of the sheets of providers that left as the table leaver_row; empty where there is none."""
    con.execute("CREATE TEMP TABLE leaver_row (file INTEGER, as_at DATE, urn VARCHAR, left_on VARCHAR)")
    for number, (file, as_at) in enumerate(files, 1):
        if file.leavers:
            names, at = _names(file.leavers), {column: place for place, column in file.leavers.columns.items()}
            source, skip = as_utf8(file.leavers, folder)
            con.execute(
                f"INSERT INTO leaver_row SELECT {number}, DATE '{as_at}', upper(cell({names[at['urn']]})), "
                f"cell({names[at['left_on']]}) "
                f"FROM {_rows(file.leavers, source, f'skip = {skip}, ignore_errors = true')}"
            )


def used() -> list[str]:
    """The columns that are read, in the order declared."""
    return [row["column"] for row in declared.rows("columns") if row["use"] not in ("ignored", "leaver")]


def _cells(table: Table) -> str:
    names = _names(table)
    where = {column: f"cell({names[position]})" for position, column in table.columns.items()}
    wanted = {column: where.get(column, "NULL::VARCHAR") for column in used()}
    wanted["urn"] = f"upper({wanted['urn']})"
    chosen = ", ".join(f"{expression} AS {column}" for column, expression in wanted.items())
    everything = ", ".join(f"trim({name})" for name in names)
    # Only a row without a URN is looked at whole.
    return f"{chosen}, CASE WHEN {wanted['urn']} IS NULL THEN concat_ws('', {everything}) = '' END AS is_empty"


def _names(table: Table) -> list[str]:
    return [f"c{position:03d}" for position in range(len(table.headers))]


def _rows(table: Table, source: Path, how: str, first: str = "") -> str:
    """The table function that reads the file's rows as text, nothing guessed; `first` is a number before the cells."""
    types = ", ".join([f"'{first}': 'BIGINT'"] * bool(first) + [f"'{name}': 'VARCHAR'" for name in _names(table)])
    return (
        f"read_csv({database.quoted(source)}, columns = {{{types}}}, header = false, auto_detect = false, "
        f"delim = ',', quote = '\"', escape = '\"', {how}, max_line_size = 4194304)"
    )


def _refuse_swallowed_rows(con: duckdb.DuckDBPyConnection, file: RawFile, source: Path, skip: int) -> None:
    """Raise NotACsv where a quotation mark that is never closed, or closed far below, has swallowed rows after it."""
    skipping = f"skip = {skip}, ignore_errors = true"
    every = ", ".join(_names(file.table))  # the columns we do not use as well: the rows are read again
    longest = con.execute(
        "SELECT coalesce(max(lines), 0) FROM ("
        "SELECT length(text) - length(replace(text, chr(10), '')) AS lines "
        f"FROM (SELECT concat_ws('', {every}) AS text FROM {_rows(file.table, source, skipping)}) "
        "UNION ALL SELECT CASE WHEN error_type = 'UNQUOTED VALUE' THEN $most ELSE 0 END "
        "+ length(csv_line) - length(replace(csv_line, chr(10), '')) FROM reject_errors "
        "WHERE contains(trim(csv_line, chr(10) || chr(13)), chr(10)))",
        {"most": MOST_LINES},
    ).fetchone()[0]
    if longest >= MOST_LINES:
        raise not_a_csv(
            file.path,
            "a quotation mark opens a cell and is not closed on its row, so the rows after it cannot be told apart",
        )  # fmt: skip
