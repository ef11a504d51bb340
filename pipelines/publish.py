"""Put a finished build in place of the one being served, all at once or not at all.

A build is a database file with a name of its own; the pointer `current.json` says which is served.
Nothing that is open is ever overwritten.
"""

import datetime as dt
import json
import os
import shutil
from pathlib import Path

from pipelines import errors, paths

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


def write_json(path: Path, content: dict) -> None:
    """Write beside, flush to disk, then replace: a reader sees the old file or the new one, whole."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with beside.open("w", encoding="utf-8") as handle:
        json.dump(content, handle, indent=1, ensure_ascii=False)
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(beside, path)


def flip(warehouse: paths.Warehouse, database: Path, pointer: dict) -> None:
    """Give the database its served name and point at it."""
    served = warehouse.builds / f"{pointer['build_id']}.duckdb"
    os.replace(database, served)
    write_json(warehouse.pointer, {**pointer, "database": served.name})


def in_use(pointer: dict) -> set[str]:
    """The names in the staging cache that a build was made from."""
    return {*pointer["staged"], *pointer.get("books", ())}


def earlier_id(build_id: str, as_at: dt.date) -> str:
    """What a build as at an earlier date is called: it stays and goes with the build it was made from."""
    return f"{build_id}@{as_at.isoformat()}"


def discard(database: Path) -> None:
    """Remove a database that was not finished, with the log and the folder DuckDB keeps beside it."""
    for path in database.parent.glob(f"{database.name}*"):
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
