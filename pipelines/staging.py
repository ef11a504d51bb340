"""Stage one release file: text rows in, typed Parquet out, every row accounted for.

A file is staged once; the folder it is staged in is named from its bytes, its as-at date, the statements and tables
that interpret it and the folders whose rows it may repeat, so a change to any of them stages it afresh.
"""

import datetime as dt
import hashlib
import itertools
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import duckdb

from pipelines import corrections, database, declared, domain, layouts, load, paths, repeats
from pipelines.load import RawFile, Table, header_report, not_a_csv
from pipelines.shelf import Staged, cached

REJECTING = "store_rejects = true, rejects_limit = 0"
HEADER = {
    "position": "INTEGER", "printed": "VARCHAR", "column_name": "VARCHAR", "outcome": "VARCHAR", "nearest": "VARCHAR",
    "filled_count": "INTEGER",
}  # fmt: skip
MOST_LINES = 10  # in one published cell; more means a quotation mark that was never closed


@cache
def version() -> str:
    """A hash of everything that decides how a row is staged."""
    digest = hashlib.sha256()
    modules = (corrections, database, domain, layouts, load, repeats)
    code = [Path(module.__file__) for module in modules] + [Path(__file__)]
    interpreting = [paths.DECLARED / f"{name}.csv" for name in ("columns", "headers", "layouts", "values")]
    for path in [*interpreting, *sorted((paths.SQL / "staging").glob("raw_*.sql")), *code]:
        digest.update(path.read_bytes())
    digest.update(duckdb.__version__.encode())
    return digest.hexdigest()


def stage(
    file: RawFile, as_at: dt.date, warehouse: paths.Warehouse, before: Sequence[Staged] = ()
) -> tuple[Staged, bool]:
    """Stage a file, or find it staged already. Returns the staged tables and whether work was done.

    `before` are the releases before it as staged: a row that one of them has typed is not typed again.
    """
    wanted = corrections.of(as_at)
    columns = repeats.columns(file)
    folders = [one.folder for one in before if columns and one.columns == columns]
    key = f"{file.sha256} {as_at} {version()} {wanted} {[folder.name for folder in folders]}"
    return cached(warehouse, key, lambda folder: _stage_into(folder, file, as_at, wanted, folders))


def _stage_into(folder: Path, file: RawFile, as_at: dt.date, wanted: tuple, before: Sequence[Path] = ()) -> dict:
    try:
        return _typed(folder, file, as_at, wanted, before)
    except repeats.NotByLine:
        return _typed(folder, file, as_at, wanted, ())


def _typed(folder: Path, file: RawFile, as_at: dt.date, wanted: tuple, before: Sequence[Path]) -> dict:
    # One thread a file: the files themselves are staged side by side.
    con = duckdb.connect(config={"temp_directory": str(folder), "memory_limit": "1GB", "threads": 1})
    apart = {urn for urn, *_ in wanted}
    columns = repeats.columns(file)
    try:
        database.prepare_macros(con)
        source = _as_utf8(file.table, folder)
        leans_on = before if columns and repeats.find(con, file.table, source, before, apart) else ()
        if leans_on:
            _open_rest(con, file.table, folder)
        else:
            _open_rows(con, file.table, source)
        repeated = con.execute("SELECT count(*) FROM repeated").fetchone()[0] if leans_on else 0
        read = repeated + con.execute("SELECT count(*) FROM raw_text").fetchone()[0]
        _refuse_swallowed_rows(con, file, source, read)
        corrected = corrections.apply(con, wanted)
        _open_leavers(con, file, folder)
        database.create(con, "staging", "raw_set_aside", {}, temporary=True)
        con.execute("DELETE FROM raw_text WHERE row_number IN (SELECT row_number FROM raw_set_aside)")
        for name in ("raw_mention", "raw_problem"):
            database.create(con, "staging", name, {"as_at": as_at}, temporary=True)
        if corrected:
            con.executemany("INSERT INTO raw_problem VALUES (?, ?, ?, ?, ?, ?)", corrected)
        if leans_on:
            repeats.add_problems(con, before)
        rejected = _number_as_printed(con, file.table)
        for name in ("raw_snapshot", "raw_sighting", "raw_leaver"):
            database.write(con, "staging", name, {"as_at": as_at}, folder / f"{name}.parquet")
        _count_filled(con, file)
        staged, sample = con.execute("SELECT count(*), count(*) FILTER (is_sample_urn(urn)) FROM filled_row").fetchone()
        if columns:
            if not leans_on:
                repeats.keep_lines(con, read if not rejected else -1)
            repeats.write(con, folder, as_at, apart)
        for name in ("raw_problem", "header"):
            con.execute(f"COPY {name} TO {database.quoted(folder / f'{name}.parquet')} (FORMAT parquet)")
    except duckdb.InvalidInputException as fault:
        raise not_a_csv(file.path, f"DuckDB cannot read its rows ({str(fault).splitlines()[0]})") from None
    finally:
        con.close()
    return {
        "rows_read": read + rejected,
        "rows_staged": staged,
        "rows_set_aside": read + rejected - staged,
        "sample_rows": sample,
        "columns": columns,
        "leans_on": [one.name for one in leans_on],
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
    """The cells we use as clean text in a temporary table, and over it a view, absent columns NULL."""
    rows = _rows(table, source, f"skip = {_skip(table)}, {REJECTING}")
    con.execute(f"CREATE TEMP TABLE raw_text AS SELECT row_number() OVER () AS row_number, {_cells(table)} FROM {rows}")
    con.execute("CREATE TEMP VIEW raw_row AS SELECT * FROM raw_text")


def _open_rest(con: duckdb.DuckDBPyConnection, table: Table, folder: Path) -> None:
    """The same of the lines that no release before prints. Raises NotByLine."""
    rest, again = folder / "rest.csv", folder / "again.csv"
    made = f"SELECT row_number, {_cells(table)} FROM "
    wanted = repeats.write_rest(con, rest)
    con.execute(f"CREATE TEMP TABLE raw_text AS {made} {_rows(table, rest, REJECTING, 'row_number')}")
    if more := repeats.write_again(con, again):
        con.execute(f"INSERT INTO raw_text {made} {_rows(table, again, REJECTING, 'row_number')}")
    read, rejected = con.execute(
        "SELECT (SELECT count(*) FROM raw_text), (SELECT count(*) FROM reject_errors)"
    ).fetchone()
    if rejected or read != wanted + more:
        raise repeats.NotByLine
    con.execute("CREATE TEMP VIEW raw_row AS SELECT * FROM raw_text")
    for path in (rest, again):
        path.unlink()


def _used() -> list[str]:
    """The columns that are read, in the order declared."""
    return [row["column"] for row in declared.rows("columns") if row["use"] not in ("ignored", "leaver")]


def _cells(table: Table) -> str:
    names = _names(table)
    where = {column: f"cell({names[position]})" for position, column in table.columns.items()}
    used = {column: where.get(column, "NULL::VARCHAR") for column in _used()}
    used["urn"] = f"upper({used['urn']})"
    chosen = ", ".join(f"{expression} AS {column}" for column, expression in used.items())
    everything = ", ".join(f"trim({name})" for name in names)
    # Only a row without a URN is looked at whole.
    return f"{chosen}, CASE WHEN {used['urn']} IS NULL THEN concat_ws('', {everything}) = '' END AS is_empty"


def _open_leavers(con: duckdb.DuckDBPyConnection, file: RawFile, folder: Path) -> None:
    """URN and leaving date of the sheet of providers that left as the table leaver_row; empty where there is none."""
    con.execute("CREATE TEMP TABLE leaver_row (urn VARCHAR, left_on VARCHAR)")
    if file.leavers:
        names, at = _names(file.leavers), {column: place for place, column in file.leavers.columns.items()}
        source = _as_utf8(file.leavers, folder)
        con.execute(
            f"INSERT INTO leaver_row SELECT upper(cell({names[at['urn']]})), cell({names[at['left_on']]}) "
            f"FROM {_rows(file.leavers, source, f'skip = {_skip(file.leavers)}, ignore_errors = true')}"
        )


def _count_filled(con: duckdb.DuckDBPyConnection, file: RawFile) -> None:
    """The table `header`: every header, what became of it, and in how many rows a taken column says something.

    Which columns of a row say something is kept as the bits of one number, for the rows of this file in `own`.
    """
    report = header_report(file)
    taken = [column for _, _, column, outcome, _ in report if outcome == "taken" and column in _used()]
    place = {column: place for place, column in enumerate(_used())}
    bits = " + ".join(
        f"CASE WHEN text_value({column}) IS NULL THEN 0 ELSE {1 << place[column]}::BIGINT END" for column in taken
    )
    con.execute(f"CREATE TEMP TABLE own AS SELECT row_number, urn, {bits} AS filled FROM raw_row")
    rows = "SELECT urn, filled FROM own"
    if repeats.columns(file):
        rows += " UNION ALL SELECT urn, filled FROM repeated"
    con.execute(f"CREATE TEMP VIEW filled_row AS {rows}")
    patterns = con.execute("SELECT filled, count(*) FROM filled_row GROUP BY filled").fetchall()
    filled = {column: sum(rows for bits, rows in patterns if bits >> place[column] & 1) for column in taken}
    rows = [(*row, filled.get(row[2]) if row[3] == "taken" else None) for row in report]
    database.insert_rows(con, "header", HEADER, rows)


def _names(table: Table) -> list[str]:
    return [f"c{position:03d}" for position in range(len(table.headers))]


def _rows(table: Table, source: Path, how: str, first: str = "") -> str:
    """The table function that reads the file's rows as text, nothing guessed; `first` is a number before the cells."""
    types = ", ".join([f"'{first}': 'BIGINT'"] * bool(first) + [f"'{name}': 'VARCHAR'" for name in _names(table)])
    return (
        f"read_csv({database.quoted(source)}, columns = {{{types}}}, header = false, auto_detect = false, "
        f"delim = ',', quote = '\"', escape = '\"', {how}, max_line_size = 4194304)"
    )


def _skip(table: Table) -> int:
    """How many lines stand above the rows in the file that DuckDB reads."""
    return table.header_lines if table.is_plain else 0


def _number_as_printed(con: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Add the rows the CSV reader could not place under the headers to the problems, and number all problems as the
    rows stand in the file, titles and header counted. Returns how many rows were rejected."""
    above, skipped = table.header_lines, _skip(table)
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
    skipping = f"skip = {_skip(table)}, ignore_errors = true"
    every = ", ".join(_names(table))  # the columns we do not use as well: the rows are read again
    longest = con.execute(
        "SELECT coalesce(max(lines), 0) FROM ("
        "SELECT length(text) - length(replace(text, chr(10), '')) AS lines "
        f"FROM (SELECT concat_ws('', {every}) AS text FROM {_rows(table, source, skipping)}) "
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
