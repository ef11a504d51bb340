"""Stage one extract in the shape of a staged release, with its status history and notices; every row accounted for.

As a release, an extract is staged once, in a folder named from its bytes and from what interprets it.
"""

import hashlib
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines import database, domain, interpret, paths, shelf
from pipelines.feed.extract import Extract
from pipelines.feed.rows import Taken, elements, tables
from pipelines.shelf import Staged

AT_ONCE = 1_000  # registrations held before their rows are written out
CLEANED = ("feed_row", "feed_set_aside", "feed_visit")  # what the tables below are made from
TABLES = (
    "raw_snapshot", "raw_sighting", "raw_problem", "raw_status_history", "raw_notice", "raw_registration", "raw_leaver",
)  # fmt: skip
DECLARED = ("feed_elements", "feed_provision_types", "feed_inspection_types", "values")


@cache
def version() -> str:
    """A hash of everything that decides how a registration is staged."""
    digest = hashlib.sha256()
    code = [*Path(__file__).parent.glob("*.py"), *(paths.SQL / "feed").glob("*.sql")]
    code += [Path(module.__file__) for module in (database, domain, interpret)]
    for path in sorted([*code, *(paths.DECLARED / f"{name}.csv" for name in DECLARED)]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def stage(extract: Extract, warehouse: paths.Warehouse) -> tuple[Staged, bool]:
    """Stage an extract, or find it staged already. Returns the staged tables and whether work was done.

    Raises FeedRefused, FeedDamaged and NotAFeed.
    """
    return shelf.cached(warehouse, f"{extract.sha256} {version()}", lambda folder: _stage_into(folder, extract))


def _stage_into(folder: Path, extract: Extract) -> dict[str, int]:
    texts = folder / "text"
    texts.mkdir()
    taken = _write_texts(texts, extract)
    con = duckdb.connect(config={"temp_directory": str(folder), "memory_limit": "1GB", "threads": 1})
    try:
        database.prepare_macros(con)
        database.declare(con, DECLARED)
        for table in tables():
            con.execute(f"CREATE TEMP VIEW text_{table} AS SELECT * FROM read_parquet({_file(texts, table)})")
        values = {"as_at": extract.as_at, "authority": extract.authority or None}
        for name in CLEANED:
            database.create(con, "feed", name, values, temporary=True)
        _header(con, taken)
        for name in TABLES:
            database.write(con, "feed", name, values, folder / f"{name}.parquet")
        con.execute(f"COPY header TO {_file(folder, 'header')} (FORMAT parquet)")
        staged, sample = con.execute(
            "SELECT count(*), count(*) FILTER (is_sample_urn(urn)) FROM feed_row "
            "WHERE row_number NOT IN (SELECT row_number FROM feed_set_aside)"
        ).fetchone()
    finally:
        con.close()
    shutil.rmtree(texts)
    return {
        "rows_read": taken.read, "rows_staged": staged, "rows_set_aside": taken.read - staged, "sample_rows": sample,
    }  # fmt: skip


def _file(folder: Path, name: str) -> str:
    return database.quoted(folder / f"{name}.parquet")


def _write_texts(folder: Path, extract: Extract) -> Taken:
    """The texts of an extract as Parquet, a thousand registrations at a time; what was counted on the way."""
    taken = Taken()
    shapes = {
        table: pa.schema([(name, pa.int32() if name == "row_number" else pa.string()) for name in columns])
        for table, columns in tables().items()
    }
    writers = {table: pq.ParquetWriter(folder / f"{table}.parquet", shape) for table, shape in shapes.items()}
    try:
        for _ in _batches(extract, taken):
            for table, rows in taken.rows.items():
                writers[table].write_table(pa.Table.from_pylist(rows, schema=shapes[table]))
                rows.clear()
    finally:
        for writer in writers.values():
            writer.close()
    return taken


def _batches(extract: Extract, taken: Taken) -> Iterator[None]:
    for name, content in extract.registrations():
        if name == "Registration":
            taken.add(content)
            if taken.read % AT_ONCE == 0:
                yield
        else:
            taken.count(f"/{name}")
    yield


def _header(con: duckdb.DuckDBPyConnection, taken: Taken) -> None:
    """The elements seen, as a release's headers are told, and how often each one not known was seen."""
    known = [
        (path, column or None, "taken" if column else "ignored", None, taken.seen[path])
        for path, (_, column) in elements().items() if taken.seen[path]
    ]  # fmt: skip
    rows = [*known, *((path, None, "not known", None, None) for path in taken.unknown)]
    database.insert_rows(con, "header", interpret.HEADER, [(place, *row) for place, row in enumerate(rows, 1)])
    database.insert_rows(con, "feed_unknown", {"element": "VARCHAR", "seen": "BIGINT"}, list(taken.unknown.items()))
