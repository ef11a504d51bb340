"""Rows that an earlier release prints letter for letter: typed once, and pointed at ever after.

Releases repeat each other: nine rows in ten and more stand in the one before. A row is known by the digest of its line.
Where a release before it in the same build, under the same columns, prints the same line, that release's typed rows
stand for it: the folder of the later one says only `repeated` (source, urn), and types the rest of its lines.

A line is shared only where what it means depends on nothing but itself: its URN stands in the file once, no correction
is declared for it, it holds no date after its release, and the file is one row a line. Everything else is typed where
it is printed, and so is a file of inspections. A file is typed whole where fewer than half of its lines are known.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipelines import database, declared
from pipelines.load import RawFile, Table

# Two numbers of 64 bits, of the line and of the line but its first letter: no two lines share both.
DIGEST = "hash(text) AS digest, hash(substr(text, 2)) AS other"
ALIKE = 0.5  # the least share of known lines at which pointing at them is worth it
BY_VISIT = {"visit_on", "visit_result"}  # with these columns a provider has many rows


class NotByLine(Exception):
    """A line taken out of its file is not one row of it: the file has to be read whole."""


def columns(file: RawFile) -> str:
    """What the lines of a file stand under, as a hash; '' where its rows are not shared."""
    if file.kind != "providers" or BY_VISIT & set(file.table.columns.values()):
        return ""
    ignored = {row["column"] for row in declared.rows("columns") if row["use"] == "ignored"}
    placed = len(file.table.headers), sorted(one for one in file.table.columns.items() if one[1] not in ignored)
    return hashlib.sha256(repr(placed).encode()).hexdigest()[:24]


def find(con: duckdb.DuckDBPyConnection, table: Table, source: Path, before: Sequence[Path], apart: set[str]) -> bool:
    """Make the tables `line` (row_number, text, digest), `known` and `repeated` (row_number, source, urn, filled).

    `before` are the folders of earlier releases, `source` counts them from 1; providers in `apart` share no line.
    Returns whether enough lines are known to type only the others.
    """
    skip = table.header_lines if table.is_plain else 0
    con.execute(
        f"CREATE TEMP TABLE line AS SELECT row_number() OVER () AS row_number, text, {DIGEST} "
        f"FROM read_csv({database.quoted(source)}, columns = {{'text': 'VARCHAR'}}, skip = {skip}, header = false, "
        "auto_detect = false, delim = '\x01', quote = '', escape = '', max_line_size = 4194304, store_rejects = true, "
        "rejects_table = 'line_error', rejects_scan = 'line_scan') WHERE text IS NOT NULL"  # a blank line is no row
    )
    if con.execute("SELECT count(*) FROM line_error").fetchone()[0]:
        con.execute("DELETE FROM line")
    listed = " UNION ALL ".join(
        f"SELECT {place} AS source, * FROM read_parquet({database.quoted(folder / 'known.parquet')})"
        for place, folder in enumerate(before, 1)
    ) or "SELECT 0 AS source, 0::UBIGINT AS digest, 0::UBIGINT AS other, '' AS urn, 0::BIGINT AS filled LIMIT 0"
    con.execute(f"CREATE TEMP TABLE known AS {listed}")
    con.execute(
        "CREATE TEMP TABLE repeated AS SELECT row_number, source, urn, filled "
        "FROM line JOIN known USING (digest, other) WHERE NOT list_contains($apart, urn)", {"apart": sorted(apart)},
    )  # fmt: skip
    con.execute("DELETE FROM repeated WHERE urn IN (SELECT urn FROM repeated GROUP BY urn HAVING count(*) > 1)")
    lines, repeated = con.execute("SELECT (SELECT count(*) FROM line), (SELECT count(*) FROM repeated)").fetchone()
    if repeated and repeated >= ALIKE * lines:
        return True
    con.execute("DELETE FROM repeated")
    return False


def keep_lines(con: duckdb.DuckDBPyConnection, rows: int) -> None:
    """Forget the lines where they are not the rows one by one."""
    if con.execute("SELECT count(*) FROM line").fetchone()[0] != rows:
        con.execute("DELETE FROM line")


def write_rest(con: duckdb.DuckDBPyConnection, out: Path) -> int:
    """Write the lines that are not repeated, each after its row number as a first cell; returns how many."""
    return _write(con, out, "SELECT row_number, text FROM line ANTI JOIN repeated USING (row_number) ORDER BY ALL")


def write_again(con: duckdb.DuckDBPyConnection, out: Path) -> int:
    """Write the repeated lines of providers that other rows of the file name too, and repeat them no longer."""
    twice = "urn IN (SELECT urn FROM raw_text)"
    count = _write(con, out, f"SELECT row_number, text FROM line JOIN repeated USING (row_number) WHERE {twice}")
    con.execute(f"DELETE FROM repeated WHERE {twice}")
    return count


def _write(con: duckdb.DuckDBPyConnection, out: Path, lines: str) -> int:
    found = con.execute(lines).fetchall()
    out.write_text("".join(f"{number},{text}\n" for number, text in found), encoding="utf-8", newline="")
    return len(found)


def add_problems(con: duckdb.DuckDBPyConnection, before: Sequence[Path]) -> None:
    """Add to raw_problem what was found in the rows repeated, numbered as they stand here."""
    used = {source for (source,) in con.execute("SELECT DISTINCT source FROM repeated").fetchall()}
    listed = " UNION ALL ".join(
        f"SELECT {place} AS source, * FROM read_parquet({database.quoted(folder / 'raw_problem.parquet')})"
        for place, folder in enumerate(before, 1) if place in used
    )  # fmt: skip
    if listed:
        con.execute(
            "INSERT INTO raw_problem SELECT repeated.row_number, urn, column_name, value, problem, action "
            f"FROM repeated JOIN ({listed}) AS told USING (source, urn) WHERE told.row_number IS NOT NULL"
        )


def write(con: duckdb.DuckDBPyConnection, folder: Path, as_at: object, apart: set[str]) -> None:
    """Write which rows are repeated, and the lines typed here that later releases may repeat."""
    con.execute(
        f"COPY (SELECT source, urn FROM repeated) TO {database.quoted(folder / 'repeated.parquet')} "
        "(FORMAT parquet, COMPRESSION zstd)"
    )
    con.execute(
        "CREATE TEMP TABLE shared AS SELECT digest, other, urn, filled FROM own JOIN line USING (row_number) "
        "WHERE urn NOT IN (SELECT urn FROM raw_set_aside WHERE urn IS NOT NULL) AND NOT list_contains($apart, urn) "
        "AND row_number NOT IN (SELECT row_number FROM raw_mention WHERE inspected_on > $as_at) "
        "AND row_number NOT IN (SELECT row_number FROM raw_row WHERE date_value(registered_on) > $as_at) "
        "AND (digest, other) NOT IN (SELECT (digest, other) FROM known)", {"apart": sorted(apart), "as_at": as_at},
    )  # fmt: skip
    con.execute(f"COPY shared TO {database.quoted(folder / 'known.parquet')} (FORMAT parquet)")
