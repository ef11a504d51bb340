"""Stage one release file: text rows in, typed Parquet out, every row accounted for.

A file is staged once; the folder it is staged in is named from its bytes, its as-at date and the
statements and tables that interpret it, so a change to any of them stages it afresh.
"""

import contextlib
import datetime as dt
import hashlib
import itertools
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from pipelines import corrections, database, declared, domain, layouts, load, paths, publish
from pipelines.load import RawFile, Table, header_report, not_a_csv

HEADER = {
    "position": "INTEGER", "printed": "VARCHAR", "column_name": "VARCHAR", "outcome": "VARCHAR", "nearest": "VARCHAR",
    "filled_count": "INTEGER",
}  # fmt: skip
MOST_LINES = 10  # in one published cell; more means a quotation mark that was never closed


@dataclass(frozen=True)
class Staged:
    """Where one file's staged tables lie, and its accounting."""

    folder: Path
    rows_read: int
    rows_staged: int
    rows_set_aside: int
    sample_rows: int

    def table(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"


@cache
def version() -> str:
    """A hash of everything that decides how a row is staged."""
    digest = hashlib.sha256()
    code = [Path(module.__file__) for module in (corrections, database, domain, layouts, load)] + [Path(__file__)]
    interpreting = [paths.DECLARED / f"{name}.csv" for name in ("columns", "headers", "layouts", "values")]
    for path in [*interpreting, *sorted((paths.SQL / "staging").glob("raw_*.sql")), *code]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def stage(file: RawFile, as_at: dt.date, warehouse: paths.Warehouse) -> tuple[Staged, bool]:
    """Stage a file, or find it staged already. Returns the staged tables and whether work was done."""
    wanted = corrections.of(as_at)
    key = f"{file.sha256} {as_at} {version()} {wanted}"
    return cached(warehouse, key, lambda folder: _stage_into(folder, file, as_at, wanted))


def cached(warehouse: paths.Warehouse, key: str, fill: Callable[[Path], dict[str, int]]) -> tuple[Staged, bool]:
    """What was staged under a key, or else what `fill` writes into a folder, with the counts it returns; and whether
    it had to be filled. A folder has its name only when it is whole."""
    folder = warehouse.staged / hashlib.sha256(key.encode()).hexdigest()[:24]
    account = folder / "account.json"
    with contextlib.suppress(OSError, ValueError, TypeError):  # none yet, or damaged: staged afresh
        return Staged(folder, **json.loads(account.read_text(encoding="utf-8"))), False
    warehouse.staged.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".staging-", dir=warehouse.staged))
    try:
        counts = fill(beside)
        publish.write_json(beside / account.name, counts)
        if folder.exists():  # left without a whole account by an interrupted run
            shutil.rmtree(folder)
        os.replace(beside, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Staged(folder, **counts), True


def together(con: duckdb.DuckDBPyConnection, names: Iterable[str], numbered: Iterable[tuple[int, Staged]]) -> None:
    """Each of these staged tables of several releases as one view, every row with the number of its release."""
    numbered = list(numbered)
    for name in names:
        parts = " UNION ALL BY NAME ".join(
            f"SELECT {number}::INTEGER AS release_id, * FROM read_parquet({database.quoted(staged.table(name))})"
            for number, staged in numbered
        )
        con.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {parts}")


def _stage_into(folder: Path, file: RawFile, as_at: dt.date, wanted: tuple) -> dict[str, int]:
    # One thread a file: the files themselves are staged side by side.
    con = duckdb.connect(config={"temp_directory": str(folder), "memory_limit": "1GB", "threads": 1})
    try:
        database.prepare_macros(con)
        source = _as_utf8(file.table, folder)
        _open_rows(con, file.table, source)
        read = con.execute("SELECT count(*) FROM raw_text").fetchone()[0]
        _refuse_swallowed_rows(con, file, source, read)
        corrected = corrections.apply(con, wanted)
        _open_leavers(con, file, folder)
        database.create(con, "staging", "raw_set_aside", {}, temporary=True)
        con.execute("DELETE FROM raw_text WHERE rowid + 1 IN (SELECT row_number FROM raw_set_aside)")
        for name in ("raw_mention", "raw_problem"):
            database.create(con, "staging", name, {"as_at": as_at}, temporary=True)
        if corrected:
            con.executemany("INSERT INTO raw_problem VALUES (?, ?, ?, ?, ?, ?)", corrected)
        rejected = _number_as_printed(con, file.table)
        for name in ("raw_snapshot", "raw_sighting", "raw_leaver"):
            database.write(con, "staging", name, {"as_at": as_at}, folder / f"{name}.parquet")
        _write_headers(con, file)
        for name in ("raw_problem", "header"):
            con.execute(f"COPY {name} TO {database.quoted(folder / f'{name}.parquet')} (FORMAT parquet)")
        staged, sample = con.execute(
            "SELECT count(*), count(*) FILTER (is_sample_urn(urn)) FROM raw_row"
        ).fetchone()
    except duckdb.InvalidInputException as fault:
        raise not_a_csv(file.path, f"DuckDB cannot read its rows ({str(fault).splitlines()[0]})") from None
    finally:
        con.close()
    return {
        "rows_read": read + rejected,
        "rows_staged": staged,
        "rows_set_aside": read + rejected - staged,
        "sample_rows": sample,
    }


def _as_utf8(table: Table, folder: Path) -> Path:
    """The file itself, or a copy DuckDB reads safely: UTF-8, one kind of line end, no title rows or header.

    DuckDB reads only UTF-8 without extensions, and miscounts `skip` where line ends are mixed or a title or header
    cell holds a line break.
    """
    if table.is_plain:
        return table.source
    copy = folder / f"{table.source.stem}.plain.csv"
    with (
        table.source.open(encoding=table.encoding, errors="replace") as source,
        copy.open("w", encoding="utf-8", newline="") as target,
    ):
        target.writelines(itertools.islice(source, table.header_lines, None))
    return copy


def _open_rows(con: duckdb.DuckDBPyConnection, table: Table, source: Path) -> None:
    """The cells we use as clean text in a temporary table, and over it a view with row numbers, absent columns NULL."""
    names = _names(table)
    where = {column: f"cell({names[position]})" for position, column in table.columns.items()}
    wanted = [row["column"] for row in declared.rows("columns") if row["use"] not in ("ignored", "leaver")]
    used = {column: where.get(column, "NULL::VARCHAR") for column in wanted}
    used["urn"] = f"upper({used['urn']})"
    chosen = ", ".join(f"{expression} AS {column}" for column, expression in used.items())
    everything = ", ".join(f"trim({name})" for name in names)
    con.execute(
        # Only a row without a URN is looked at whole.
        f"CREATE TEMP TABLE raw_text AS SELECT {chosen}, "
        f"CASE WHEN {used['urn']} IS NULL THEN concat_ws('', {everything}) = '' END AS is_empty "
        f"FROM {_rows(table, source, 'store_rejects = true, rejects_limit = 0')}"
    )
    con.execute("CREATE TEMP VIEW raw_row AS SELECT rowid + 1 AS row_number, * FROM raw_text")


def _open_leavers(con: duckdb.DuckDBPyConnection, file: RawFile, folder: Path) -> None:
    """URN and leaving date of the sheet of providers that left as the table leaver_row; empty where there is none."""
    con.execute("CREATE TEMP TABLE leaver_row (urn VARCHAR, left_on VARCHAR)")
    if file.leavers:
        names, at = _names(file.leavers), {column: place for place, column in file.leavers.columns.items()}
        source = _as_utf8(file.leavers, folder)
        con.execute(
            f"INSERT INTO leaver_row SELECT upper(cell({names[at['urn']]})), cell({names[at['left_on']]}) "
            f"FROM {_rows(file.leavers, source, 'ignore_errors = true')}"
        )


def _write_headers(con: duckdb.DuckDBPyConnection, file: RawFile) -> None:
    """The table `header`: every header, what became of it, and in how many rows a taken column says something."""
    report = header_report(file)
    taken = [column for _, _, column, outcome, _ in report if outcome == "taken"]
    counts = con.execute(
        "SELECT " + ", ".join(f"count(text_value({column}))" for column in taken) + " FROM raw_row"
    ).fetchone()
    filled = dict(zip(taken, counts, strict=True))
    rows = [(*row, filled.get(row[2]) if row[3] == "taken" else None) for row in report]
    database.insert_rows(con, "header", HEADER, rows)


def _names(table: Table) -> list[str]:
    return [f"c{position:03d}" for position in range(len(table.headers))]


def _rows(table: Table, source: Path, on_error: str) -> str:
    """The table function that reads the file's rows as text, nothing guessed."""
    types = ", ".join(f"'{name}': 'VARCHAR'" for name in _names(table))
    skip = table.header_lines if table.is_plain else 0
    return (
        f"read_csv({database.quoted(source)}, columns = {{{types}}}, skip = {skip}, "
        f"header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"', {on_error}, "
        "max_line_size = 4194304)"
    )


def _number_as_printed(con: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Add the rows the CSV reader could not place under the headers to the problems, and number all problems as the
    rows stand in the file, titles and header counted. Returns how many rows were rejected."""
    above, skipped = table.header_lines, table.header_lines if table.is_plain else 0
    con.execute(
        "CREATE TEMP TABLE rejected AS SELECT line - $skipped AS place, "
        "line - $skipped - row_number() OVER (ORDER BY line) AS accepted_before, min(error_type)::VARCHAR AS why "
        "FROM reject_errors GROUP BY line", {"skipped": skipped},
    )  # fmt: skip
    con.execute(
        "UPDATE raw_problem SET row_number = row_number + $above "
        "+ (SELECT count(*) FROM rejected WHERE accepted_before < raw_problem.row_number)", {"above": above},
    )  # fmt: skip
    con.execute(
        "INSERT INTO raw_problem SELECT place + $above, NULL, NULL, NULL, "
        "'row cannot be read: ' || lower(replace(why, '_', ' ')), 'row set aside' FROM rejected", {"above": above},
    )  # fmt: skip
    return con.execute("SELECT count(*) FROM rejected").fetchone()[0]


def _refuse_swallowed_rows(con: duckdb.DuckDBPyConnection, file: RawFile, source: Path, read: int) -> None:
    """Raise NotACsv where a quotation mark that is never closed, or closed far below, has swallowed rows after it."""
    table = file.table
    rejected = con.execute("SELECT count(DISTINCT line) FROM reject_errors").fetchone()[0]
    if table.lines - table.header_lines <= read + rejected:
        return  # every line is a row: nothing to look for
    every = ", ".join(_names(table))  # the columns we do not use as well: the rows are read again
    longest = con.execute(
        "SELECT coalesce(max(lines), 0) FROM ("
        "SELECT length(text) - length(replace(text, chr(10), '')) AS lines "
        f"FROM (SELECT concat_ws('', {every}) AS text FROM {_rows(table, source, 'ignore_errors = true')}) "
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
