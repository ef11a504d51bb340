"""Rows that an earlier release prints letter for letter: typed once, and pointed at ever after.

Releases repeat each other: nine rows in ten and more stand in the one before. A row is known by the digest of its line.
Where an earlier release, under the same columns, prints the same line, that release's typed rows stand for it: the
folder of the later one says only `repeated` (source, urn), and types the rest of its lines.

A line is shared only where what it means depends on nothing but itself: its URN stands in the file once, no correction
is declared for it, it holds no date after its release, and the file is one row a line. Everything else is typed where
it is printed, and so is a file of inspections. A file is typed whole where fewer than half of its lines are known.

Files are numbered from 1 in the order of their dates; a source is the place of a folder among those before them, and
after these the number of a file that is staged together with the one that repeats it.
"""

import hashlib
import itertools
from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipelines import cells, database, declared
from pipelines.lines import Lines
from pipelines.load import RawFile

ALIKE = 0.5  # the least share of known lines at which pointing at them is worth it
BY_VISIT = {"visit_on", "visit_result"}  # with these columns a provider has many rows


def columns(file: RawFile) -> str:
    """What the lines of a file stand under, as a hash; '' where its rows are not shared."""
    if file.kind != "providers" or BY_VISIT & set(file.table.columns.values()):
        return ""
    ignored = {row["column"] for row in declared.rows("columns") if row["use"] == "ignored"}
    placed = len(file.table.headers), sorted(one for one in file.table.columns.items() if one[1] not in ignored)
    return hashlib.sha256(repr(placed).encode()).hexdigest()[:24]


def open_known(con: duckdb.DuckDBPyConnection, before: Sequence[Path]) -> None:
    """The table `known` of the lines that the folders of earlier releases share, `source` counting them from 1."""
    listed = (
        " UNION ALL ".join(
            f"SELECT {place} AS source, * FROM read_parquet({database.quoted(folder / 'known.parquet')})"
            for place, folder in enumerate(before, 1)
        )
        or "SELECT 0 AS source, 0::UBIGINT AS digest, 0::UBIGINT AS other, '' AS urn, 0::BIGINT AS filled LIMIT 0"
    )
    con.execute(f"CREATE TEMP TABLE known AS {listed}")


def find(con: duckdb.DuckDBPyConnection, lines: Sequence[Lines], is_any_apart: bool) -> int:
    """Find which lines of files are known, and which no file before prints: the tables `repeated` (file, row_number,
    source, urn, filled) and `fresh` (file, row_number, line_id), to be completed by `open_rest`.

    Read are `line`, `known` and `apart`. Returns how many of the files, from the first, are mostly known.
    """
    con.execute(
        "CREATE TEMP TABLE repeated AS SELECT file, row_number, source::INTEGER AS source, urn, filled "
        "FROM line JOIN known USING (digest, other) ANTI JOIN apart USING (file, urn)"
    )
    fresh = "SELECT file, row_number, digest, other FROM line ANTI JOIN known USING (digest, other)"
    if is_any_apart:
        fresh += (
            " UNION ALL SELECT file, row_number, digest, other FROM line "
            "JOIN (FROM known SEMI JOIN apart USING (urn)) USING (digest, other) SEMI JOIN apart USING (file, urn)"
        )
    con.execute(
        f"CREATE TEMP TABLE fresh AS SELECT *, dense_rank() OVER (ORDER BY digest, other) AS line_id FROM ({fresh})"
    )
    new = dict(con.execute(
        "SELECT file, count(*) FROM (SELECT min(file) AS file FROM fresh GROUP BY line_id) GROUP BY file"
    ).fetchall())  # fmt: skip
    count = 0
    for number, one in enumerate(lines, 1):
        repeated = len(one) - new.get(number, 0)
        if not repeated or repeated < ALIKE * len(one):
            break
        count = number
    for table in ("repeated", "fresh"):
        con.execute(f"DELETE FROM {table} WHERE file > {count}" if count else f"DROP TABLE {table}")
    return count


def open_rest(
    con: duckdb.DuckDBPyConnection, file: RawFile, lines: Sequence[Lines], folder: Path, sources: int
) -> None:
    """Open the rows that are not repeated as raw_row, and complete `repeated` with what one file shares with another;
    `sources` is the number of folders before them, `file` any of the files.

    Makes the table `shared` (file, row_number, urn) of the rows that other files may repeat. Raises NotByLine.
    """
    con.execute(
        "CREATE TEMP TABLE wanted AS SELECT line_id, min(file) AS file, arg_min(row_number, file) AS row_number "
        "FROM fresh GROUP BY line_id"
    )
    _open_wanted(con, file, lines, folder)
    dates = ", ".join(f"date_value({column})" for column in cells.used() if column.endswith("_on"))
    con.execute(
        "CREATE TEMP TABLE printed AS SELECT fresh.file, as_at, row_number, line_id, urn, "
        f"coalesce(is_urn(urn), false) AND (greatest({dates}) > as_at) IS NOT true AS is_shareable "
        "FROM fresh JOIN raw_line USING (line_id) JOIN file USING (file)"
    )
    con.execute(
        "CREATE TEMP TABLE doubled AS SELECT file, urn FROM ("
        "SELECT file, urn FROM repeated UNION ALL SELECT file, urn FROM printed) GROUP BY file, urn HAVING count(*) > 1"
    )
    for table in ("doubled", "apart"):
        con.execute(
            f"UPDATE printed SET is_shareable = false FROM {table} AS one "
            "WHERE printed.file = one.file AND printed.urn = one.urn"
        )
    # A known line of a provider that other rows of its file name too is typed after all.
    con.execute(
        "CREATE OR REPLACE TEMP TABLE wanted AS SELECT (SELECT coalesce(max(line_id), 0) FROM fresh) "
        "+ row_number() OVER () AS line_id, file, row_number FROM repeated SEMI JOIN doubled USING (file, urn)"
    )
    if con.execute("SELECT count(*) FROM wanted").fetchone()[0]:
        _open_wanted(con, file, lines, folder)
        con.execute(
            "INSERT INTO printed SELECT file, as_at, row_number, line_id, urn, false "
            "FROM wanted JOIN raw_line USING (line_id) JOIN file USING (file)"
        )
        con.execute(
            "DELETE FROM repeated USING doubled AS one WHERE repeated.file = one.file AND repeated.urn = one.urn"
        )
    con.execute(
        "CREATE TEMP TABLE shared AS SELECT min(file) AS file, arg_min(row_number, file) AS row_number, "
        "any_value(urn) AS urn, line_id FROM printed WHERE is_shareable GROUP BY line_id"
    )
    con.execute(
        f"INSERT INTO repeated SELECT printed.file, printed.row_number, {sources} + shared.file, shared.urn, NULL "
        "FROM printed JOIN shared USING (line_id) WHERE is_shareable AND printed.file > shared.file"
    )
    con.execute(
        "CREATE TEMP TABLE raw_row AS SELECT printed.file, as_at, printed.row_number, raw_line.* EXCLUDE (line_id) "
        "FROM printed JOIN raw_line USING (line_id) LEFT JOIN shared USING (line_id) "
        "WHERE NOT is_shareable OR printed.file = shared.file"
    )


def _open_wanted(con: duckdb.DuckDBPyConnection, file: RawFile, lines: Sequence[Lines], folder: Path) -> None:
    """Open the lines in `wanted` (line_id, file, row_number) as rows of raw_line."""
    found = con.execute("SELECT file, row_number, line_id FROM wanted ORDER BY ALL").fetchall()
    numbered: list[tuple[int, bytes]] = []
    for number, rows in itertools.groupby(found, lambda one: one[0]):
        _, places, ids = zip(*rows, strict=True)
        numbered += zip(ids, lines[number - 1].texts(places), strict=True)
    cells.open_lines(con, file.table, numbered, folder)


def take_filled(con: duckdb.DuckDBPyConnection, sources: int) -> None:
    """Complete `repeated` with what rows typed here say, and make `known`: the lines that later releases may repeat."""
    con.execute(
        f"UPDATE repeated SET filled = own.filled FROM own "
        f"WHERE own.file = repeated.source - {sources} AND own.urn = repeated.urn"
    )
    _keep(con, "shared")


def share_whole(con: duckdb.DuckDBPyConnection, is_by_line: bool) -> None:
    """Make `known` and an empty `repeated` for a file read whole: of its rows, none unless each is a line."""
    con.execute("CREATE OR REPLACE TEMP TABLE repeated (file INTEGER, source INTEGER, urn VARCHAR, filled BIGINT)")
    _keep(
        con, "(SELECT file, row_number, urn FROM own JOIN line USING (file, row_number) "
        "ANTI JOIN apart USING (file, urn) ANTI JOIN known USING (digest, other) "
        f"WHERE {is_by_line} AND urn NOT IN (SELECT urn FROM raw_set_aside WHERE urn IS NOT NULL) "
        "AND row_number NOT IN (SELECT row_number FROM raw_mention WHERE inspected_on > as_at) "
        "AND row_number NOT IN (SELECT row_number FROM raw_row WHERE date_value(registered_on) > as_at))",
    )  # fmt: skip


def _keep(con: duckdb.DuckDBPyConnection, shared: str) -> None:
    con.execute(
        f"CREATE TEMP TABLE shared_here AS SELECT file, digest, other, own.urn, filled FROM {shared} "
        "JOIN own USING (file, row_number) JOIN line USING (file, row_number)"
    )
    con.execute("ALTER TABLE known RENAME TO known_before")
    con.execute("ALTER TABLE shared_here RENAME TO known")


def add_problems(con: duckdb.DuckDBPyConnection, before: Sequence[Path]) -> None:
    """Add to raw_problem what was found in the rows repeated, numbered as they stand here."""
    told = [
        f"SELECT {len(before)} + file AS source, * EXCLUDE (file) FROM raw_problem",
        *(
            f"SELECT {place} AS source, * FROM read_parquet({database.quoted(folder / 'raw_problem.parquet')})"
            for place, folder in enumerate(before, 1)
        ),
    ]
    con.execute(
        "INSERT INTO raw_problem SELECT file, repeated.row_number, urn, column_name, value, problem, action "
        f"FROM repeated JOIN ({' UNION ALL '.join(told)}) AS told USING (source, urn) WHERE told.row_number IS NOT NULL"
    )
