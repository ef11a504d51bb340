"""Stage one release file: text rows in, typed Parquet out, every row accounted for.

A file is staged once; the folder it is staged in is named from its bytes, its as-at date and the
statements and tables that interpret it, so a change to any of them stages it afresh.
"""

import datetime as dt
import hashlib
import itertools
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from pipelines import database, declared, paths
from pipelines.load import RawFile, header_report, not_a_csv

MOST_LINES = 10  # in one published cell; more means a quotation mark that was never closed
TABLES = ("raw_snapshot", "raw_sighting", "raw_problem")


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
    interpreting = [paths.DECLARED / f"{name}.csv" for name in ("columns", "layouts", "values")]
    for path in [*interpreting, *sorted((paths.SQL / "staging").glob("raw_*.sql")), Path(__file__)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def stage(file: RawFile, as_at: dt.date, warehouse: paths.Warehouse) -> tuple[Staged, bool]:
    """Stage a file, or find it staged already. Returns the staged tables and whether work was done."""
    key = hashlib.sha256(f"{file.sha256} {as_at} {version()}".encode()).hexdigest()[:24]
    folder = warehouse.staged / key
    account = folder / "account.json"
    if account.exists():
        return Staged(folder, **json.loads(account.read_text())), False
    warehouse.staged.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".staging-", dir=warehouse.staged))
    try:
        counts = _stage_into(beside, file, as_at)
        (beside / "account.json").write_text(json.dumps(counts))
        if folder.exists():  # left without an account by an interrupted run
            shutil.rmtree(folder)
        os.replace(beside, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Staged(folder, **counts), True


def _stage_into(folder: Path, file: RawFile, as_at: dt.date) -> dict[str, int]:
    con = duckdb.connect(config={"temp_directory": str(folder), "memory_limit": "2GB"})
    try:
        database.prepare(con)
        source = _as_utf8(file, folder)
        _open_rows(con, file, source)
        read = con.execute("SELECT count(*) FROM raw_text").fetchone()[0]
        _refuse_swallowed_rows(con, file, read)
        database.create(con, "staging", "raw_set_aside", {}, temporary=True)
        con.execute("DELETE FROM raw_text WHERE rowid + 1 IN (SELECT row_number FROM raw_set_aside)")
        for name in ("raw_mention", *TABLES):
            database.create(con, "staging", name, {"as_at": as_at}, temporary=True)
        rejected = _add_rejects(con)
        for name in TABLES:
            target = database.quoted(folder / f"{name}.parquet")
            con.execute(f"COPY {name} TO {target} (FORMAT parquet, COMPRESSION zstd)")
        database.insert_rows(
            con, "header",
            {"position": "INTEGER", "printed": "VARCHAR", "column_name": "VARCHAR", "outcome": "VARCHAR"},
            header_report(file),
        )  # fmt: skip
        con.execute(f"COPY header TO {database.quoted(folder / 'header.parquet')} (FORMAT parquet)")
        staged, sample = con.execute(
            "SELECT count(*), count(*) FILTER (regexp_full_match(urn, 'S[0-9]{7}')) FROM raw_snapshot"
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


def _as_utf8(file: RawFile, folder: Path) -> Path:
    """The file itself, or a copy DuckDB reads safely: UTF-8, one kind of line end, no title rows or header.

    DuckDB reads only UTF-8 without extensions, and miscounts `skip` where line ends are mixed or a title or header
    cell holds a line break.
    """
    if file.is_plain:
        return file.path
    copy = folder / "plain.csv"
    with (
        file.path.open(encoding=file.encoding, errors="replace") as source,
        copy.open("w", encoding="utf-8", newline="") as target,
    ):
        target.writelines(itertools.islice(source, file.header_lines, None))
    return copy


def _open_rows(con: duckdb.DuckDBPyConnection, file: RawFile, source: Path) -> None:
    """The file as text in a temporary table, and over it a view with our column names, absent ones NULL."""
    names = [f"c{position:03d}" for position in range(len(file.headers))]
    types = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    con.execute(
        f"CREATE TEMP TABLE raw_text AS SELECT * FROM read_csv({database.quoted(source)}, columns = {{{types}}}, "
        f"skip = {file.header_lines if file.is_plain else 0}, header = false, auto_detect = false, "
        "delim = ',', quote = '\"', escape = '\"', store_rejects = true, rejects_limit = 0, max_line_size = 4194304)"
    )
    where = {column: names[position] for position, column in file.columns.items()}
    named = {row["column"]: where.get(row["column"], "NULL::VARCHAR") for row in declared.rows("columns")}
    named["urn"] = f"upper(cell({named['urn']}))"
    chosen = ", ".join(f"{expression} AS {column}" for column, expression in named.items())
    everything = ", ".join(f"trim({name})" for name in names)
    con.execute(
        f"CREATE TEMP VIEW raw_row AS SELECT rowid + 1 AS row_number, concat_ws('', {everything}) = '' AS is_empty, "
        f"{chosen} FROM raw_text"
    )


def _add_rejects(con: duckdb.DuckDBPyConnection) -> int:
    """Rows the CSV reader could not place under the headers: named among the problems, and counted."""
    con.execute(
        "INSERT INTO raw_problem SELECT line, NULL, NULL, NULL, "
        "'row cannot be read: ' || lower(replace(min(error_type)::VARCHAR, '_', ' ')), 'row set aside' "
        "FROM reject_errors GROUP BY line"
    )
    return con.execute("SELECT count(DISTINCT line) FROM reject_errors").fetchone()[0]


def _refuse_swallowed_rows(con: duckdb.DuckDBPyConnection, file: RawFile, read: int) -> None:
    """Raise NotACsv where a quotation mark that is never closed, or closed far below, has swallowed rows after it."""
    rejected = con.execute("SELECT count(DISTINCT line) FROM reject_errors").fetchone()[0]
    if file.lines - file.header_lines <= read + rejected:
        return  # every line is a row: nothing to look for
    every = ", ".join(name for name, *_ in con.execute("DESCRIBE raw_text").fetchall())
    longest = con.execute(
        "SELECT coalesce(max(lines), 0) FROM ("
        "SELECT length(text) - length(replace(text, chr(10), '')) AS lines "
        f"FROM (SELECT concat_ws('', {every}) AS text FROM raw_text) "
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
