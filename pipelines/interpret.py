"""Type the rows of release files that are staged together, and write what is staged of each.

Every table made here holds the rows of all these files, each with the number of its file, from 1.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines import cells, corrections, database, lines, repeats
from pipelines.load import RawFile, header_report, not_a_csv

HEADER = {
    "position": "INTEGER", "printed": "VARCHAR", "column_name": "VARCHAR", "outcome": "VARCHAR", "nearest": "VARCHAR",
    "filled_count": "INTEGER",
}  # fmt: skip
WRITTEN = {
    "raw_snapshot": "zstd", "raw_sighting": "zstd", "raw_leaver": "zstd", "raw_problem": "snappy", "header": "snappy",
}  # fmt: skip
SHARED = {"repeated": "zstd", "known": "snappy"}

Dated = tuple[RawFile, dt.date]  # a file and its as-at date


@dataclass(frozen=True)
class Group:
    """Files with the same columns, oldest first, each with its as-at date.

    `columns` is '' where rows are not shared; `before` are the folders of the releases before them whose rows they may
    repeat, and `names` those their own will have; `place` is a folder to work in, and `read` the lines of files that
    were read already, by sha256.
    """

    files: Sequence[Dated]
    columns: str
    before: Sequence[Path]
    names: Sequence[str]
    place: Path
    read: dict[str, lines.Lines]


def interpret(con: duckdb.DuckDBPyConnection, group: Group, is_whole: bool) -> list[dict]:
    """Type the rows of the first files of a group, of as many as go together, and of the first at least.

    Returns the accounting of each. With `is_whole` the first file is read whole, whatever it repeats.
    Raises NotACsv where that file is at fault, and NotByLine where the files must be read apart or whole.
    """
    database.prepare_macros(con)
    database.insert_rows(con, "file", {"file": "INTEGER", "as_at": "DATE", "above": "BIGINT"}, [
        (number, as_at, file.table.header_lines) for number, (file, as_at) in enumerate(group.files, 1)
    ])  # fmt: skip
    apart = [(number, one[0]) for number, (_, day) in enumerate(group.files, 1) for one in corrections.of(day)]
    database.insert_rows(con, "apart", {"file": "INTEGER", "urn": "VARCHAR"}, apart)
    read = _lines(group) if group.columns else []
    together = 0
    if group.columns:
        listed = group.place / "lines.parquet"
        pq.write_table(pa.concat_tables(one.as_table(number) for number, one in enumerate(read, 1)), listed)
        con.execute(f"CREATE TEMP VIEW line AS SELECT * FROM read_parquet({database.quoted(listed)})")
        repeats.open_known(con, group.before)
        if group.before and not is_whole:
            together = repeats.find(con, read, bool(apart))
    files = group.files[: together or 1]
    try:
        if together:
            repeats.open_rest(con, files[0][0], read, group.place, len(group.before))
            counts, rejected = [len(one) for one in read[:together]], 0
        else:
            opened, rejected = cells.open_whole(con, *files[0], group.place)
            counts = [opened + rejected]
        _type(con, files, group, not together)
        if together:
            repeats.take_filled(con, len(group.before))
        elif group.columns:
            repeats.share_whole(con, is_by_line=counts == [len(read[0])] and not rejected)
    except duckdb.InvalidInputException as fault:
        if together:
            raise cells.NotByLine from None
        why = f"DuckDB cannot read its rows ({str(fault).splitlines()[0]})"
        raise not_a_csv(files[0][0].path, why) from None
    staged, sample = _count_filled(con, files, bool(group.columns))
    return [
        {
            "rows_read": counts[place], "rows_staged": staged[place + 1],
            "rows_set_aside": counts[place] - staged[place + 1], "sample_rows": sample[place + 1],
            "columns": group.columns,
            "leans_on": [*(one.name for one in group.before), *group.names[:place]] if together else [],
        }
        for place in range(len(files))
    ]  # fmt: skip


def write(con: duckdb.DuckDBPyConnection, group: Group, number: int, account: dict, folder: Path) -> dict:
    """Write the tables of one of the files that were typed; gives back its accounting."""
    for name, compression in (WRITTEN | SHARED if group.columns else WRITTEN).items():
        rows = f"SELECT * EXCLUDE (file) FROM {name} WHERE file = {number}"
        if name == "repeated":
            rows = f"SELECT source, urn FROM {name} WHERE file = {number}"
        out = database.quoted(folder / f"{name}.parquet")
        con.execute(f"COPY ({rows}) TO {out} (FORMAT parquet, COMPRESSION {compression})")
    return account


def _lines(group: Group) -> list[lines.Lines]:
    for file, _ in group.files:
        if file.sha256 not in group.read:
            source, skip = cells.as_utf8(file.table, group.place)
            group.read[file.sha256] = lines.read(source, skip)
    return [group.read[file.sha256] for file, _ in group.files]


def _type(con: duckdb.DuckDBPyConnection, files: Sequence[Dated], group: Group, is_whole: bool) -> None:
    """From raw_row the tables to be written but `header`, and `own`: which columns of each row say something."""
    corrected = [
        told for number, (_, as_at) in enumerate(files, 1)
        for told in corrections.apply(con, number, corrections.of(as_at))
    ]  # fmt: skip
    cells.open_leavers(con, files, group.place)
    database.create(con, "staging", "raw_set_aside", {}, temporary=True)
    con.execute("DELETE FROM raw_row WHERE (file, row_number) IN (SELECT (file, row_number) FROM raw_set_aside)")
    for name in ("raw_mention", "raw_problem"):
        database.create(con, "staging", name, {}, temporary=True)
    if corrected:
        con.executemany("INSERT INTO raw_problem VALUES (?, ?, ?, ?, ?, ?, ?)", corrected)
    for name in ("raw_snapshot", "raw_sighting", "raw_leaver"):  # of one file they are made as they are written
        if len(files) > 1:
            database.create(con, "staging", name, {}, temporary=True)
        else:
            database.view(con, "staging", name, temporary=True)
    # Problems are numbered as the rows stand in their file: rejected rows, titles and header counted.
    if is_whole:
        con.execute(
            "UPDATE raw_problem SET row_number = row_number "
            "+ (SELECT count(*) FROM rejected WHERE accepted_before < raw_problem.row_number)"
        )
        con.execute(
            "INSERT INTO raw_problem SELECT 1, place, NULL, NULL, NULL, "
            "'row cannot be read: ' || lower(replace(why, '_', ' ')), 'row set aside' FROM rejected"
        )
    else:
        repeats.add_problems(con, group.before)
    con.execute("UPDATE raw_problem SET row_number = row_number + above FROM file WHERE file.file = raw_problem.file")
    bits = " + ".join(
        f"CASE WHEN text_value({column}) IS NULL THEN 0 ELSE {1 << place}::BIGINT END"
        for place, column in enumerate(cells.used())
        if column in files[0][0].table.columns.values()
    )
    con.execute(f"CREATE TEMP TABLE own AS SELECT file, row_number, urn, {bits} AS filled FROM raw_row")


def _count_filled(con: duckdb.DuckDBPyConnection, files: Sequence[Dated], is_shared: bool) -> tuple[Counter, Counter]:
    """Make the table `header`: every header, what became of it, and in how many rows a taken column says something.

    Which columns of a row say something is kept as the bits of one number. Returns the rows and the sample rows staged
    of each file.
    """
    rows = "SELECT file, urn, filled FROM own" + is_shared * " UNION ALL SELECT file, urn, filled FROM repeated"
    staged, sample, filled = Counter(), Counter(), Counter()
    for number, bits, count, samples in con.execute(
        f"SELECT file, filled, count(*), count(*) FILTER (is_sample_urn(urn)) FROM ({rows}) GROUP BY file, filled"
    ).fetchall():
        staged[number] += count
        sample[number] += samples
        for place, column in enumerate(cells.used()):
            if bits >> place & 1:
                filled[number, column] += count
    told = [
        (number, *row, filled[number, row[2]] if row[3] == "taken" and row[2] in cells.used() else None)
        for number, (file, _) in enumerate(files, 1) for row in header_report(file)
    ]  # fmt: skip
    database.insert_rows(con, "header", {"file": "INTEGER", **HEADER}, told)
    return staged, sample
