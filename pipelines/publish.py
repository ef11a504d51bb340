"""Put a finished build in place of the one being served, all at once or not at all.

A build is a database file with a name of its own; the pointer `current.json` says which is served.
Nothing that is open is ever overwritten.
"""

import contextlib
import datetime as dt
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import filelock

from pipelines import database, errors, paths

POINTER = ("build_id", "database", "as_at", "built_at", "is_sample", "fingerprint", "staged")
KEPT_BUILDS = 2  # the one served, and the one before it for sessions that are still reading


def current(warehouse: paths.Warehouse) -> dict | None:
    """What the pointer says, or None when nothing has been published. Raises NoWarehouse when it is damaged."""
    try:
        pointer = json.loads(warehouse.pointer.read_text(encoding="utf-8"))
        return {name: pointer[name] for name in POINTER} | pointer
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise errors.NoWarehouse(
            f"{warehouse.pointer} cannot be read ({fault}). Delete it and run `python -m pipelines build` again: "
            "the releases themselves are safe."
        ) from None


@contextlib.contextmanager
def locked(warehouse: paths.Warehouse) -> Iterator[None]:
    """Keep other builds out of a warehouse, whose folders are made. Raises BuildInProgress."""
    for folder in (warehouse.folder, warehouse.builds):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        held = filelock.FileLock(warehouse.lock).acquire(timeout=0)
    except filelock.Timeout:
        raise errors.BuildInProgress(
            f"Another build is running in {warehouse.folder}. Wait for it to finish, then try again."
        ) from None
    with held:
        yield


@contextlib.contextmanager
def new_database(path: Path, memory_limit: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A new database file to fill, whole on disk when it is left; a fault leaves nothing of it."""
    path.unlink(missing_ok=True)
    try:
        con = database.open_build(path, memory_limit)
        try:
            yield con
            database.flush(con)  # everything into the one file that is about to be renamed
        finally:
            con.close()
    except BaseException:
        discard(path)
        raise


@contextlib.contextmanager
def new_build(
    warehouse: paths.Warehouse, pointer: dict, before: dict | None, memory_limit: str
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database to fill beside those that are served. When it is filled it is published under the pointer and what
    no build needs is swept; a fault leaves nothing of it. `before` is the pointer until now."""
    beside = warehouse.builds / f".{pointer['build_id']}.building"
    with new_database(beside, memory_limit) as con:
        yield con
    flip(warehouse, beside, pointer)
    sweep(warehouse, in_use(pointer), before and before["database"])


def write_json(path: Path, content: dict) -> None:
    """Write beside, flush to disk, then replace: a reader sees the old file or the new one, whole."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with beside.open("w", encoding="utf-8") as handle:
        json.dump(content, handle, indent=1)  # escaped, so that text no encoding can hold is kept
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(beside, path)


def flip(warehouse: paths.Warehouse, beside: Path, pointer: dict) -> None:
    """Give the database its served name and point at it."""
    served = warehouse.builds / f"{pointer['build_id']}.duckdb"
    os.replace(beside, served)
    write_json(warehouse.pointer, {**pointer, "database": served.name})


def in_use(pointer: dict) -> set[str]:
    """The names in the staging cache that a build was made from."""
    return {*pointer["staged"], *pointer.get("books", ()), *pointer.get("postcodes", ())}


def earlier_id(build_id: str, as_at: dt.date) -> str:
    """What a build as at an earlier date is called: it stays and goes with the build it was made from."""
    return f"{build_id}@{as_at.isoformat()}"


def discard(beside: Path) -> None:
    """Remove a database that was not finished, with the log and the folder DuckDB keeps beside it."""
    for path in beside.parent.glob(f"{beside.name}*"):
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def sweep(warehouse: paths.Warehouse, staged_in_use: set[str], previous: str | None) -> None:
    """Remove what no build needs: unfinished files, old builds no longer open, staged files no longer loaded.

    `previous` is the database served until now: sessions may still be reading it. Called only while the build lock
    is held. A file that is still open (Windows) is left for the next time.
    """
    pointer = current(warehouse) or {}
    builds = [path for path in warehouse.builds.glob("*.duckdb") if "@" not in path.name]
    builds.sort(key=lambda path: (path.name == previous, path.stat().st_mtime), reverse=True)
    kept = [p for p in builds if p.name == pointer.get("database")]
    kept += [p for p in builds if p not in kept and not p.name.startswith(".")][: KEPT_BUILDS - len(kept)]
    names = {p.stem for p in kept}
    stray = [p for p in warehouse.builds.iterdir() if p not in kept and p.stem.split("@")[0] not in names]
    stray += list(warehouse.folder.glob(".*.tmp"))
    if warehouse.staged.exists():
        stray += [p for p in warehouse.staged.iterdir() if p.name not in staged_in_use]
    for path in stray:
        try:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        except OSError:
            continue
