"""A published build as at an earlier date: what was known then, labelled by the same statements.

As at a date, the releases up to it are used, and of them the inspections dated up to it. Before every release the
answer is reconstructed from inspection dates alone. Who a provider is (name, address, authority) always comes from the
newest release: what that withholds is withheld whatever the date.
"""

import contextlib
import datetime as dt
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb

from pipelines import areas, checks, database, domain, errors, marts, paths, publish, reads

COPIED = ("leaver", "problem", "header", "refused")
MEMORY = "1GB"
KEPT = 8  # dates; making one anew takes seconds


def serve(warehouse: paths.Warehouse, as_at: dt.date | None = None) -> reads.Served:
    """The published build as at a date, its own by default. Made once per build and date, and kept beside the build.

    Raises NoWarehouse, and BadParameter for a date later than the build or to come.
    """
    served = reads.serve(warehouse)
    if as_at is None or as_at.isoformat() == served.pointer["as_at"]:
        return served
    return earlier(served, as_at)


def earlier(served: reads.Served, as_at: dt.date) -> reads.Served:
    """An open build as at another date. Raises BadParameter."""
    check(as_at, dt.date.fromisoformat(served.pointer["as_at"]))
    pointer = {
        **served.pointer, "build_id": publish.earlier_id(served.pointer["build_id"], as_at),
        "as_at": as_at.isoformat(),
    }  # fmt: skip
    folder = served.path.parent if os.access(served.path.parent, os.W_OK) else Path(tempfile.gettempdir())
    path = folder / f"{pointer['build_id']}.duckdb"
    if not path.exists():
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        with publish.new_database(beside, MEMORY) as con:
            fill(con, served.path, as_at, pointer)
            checks.run(con)
        os.replace(beside, path)
        _prune(folder)
    return reads.opened(pointer, path)


def _prune(folder: Path) -> None:
    """Remove all but the last few dates made. One that is still open (Windows) is left for the next time."""
    made = sorted(folder.glob("*@*.duckdb"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in made[KEPT:]:
        with contextlib.suppress(OSError):
            path.unlink()


def check(as_at: dt.date, newest: dt.date) -> None:
    """Raise BadParameter for a date that nothing can be known of yet."""
    if as_at > max(dt.date.today(), newest):
        raise errors.BadParameter(f"{as_at} is in the future: nothing can be labelled as at a day yet to come.")


def fill_from(
    con: duckdb.DuckDBPyConnection, write: Callable[[duckdb.DuckDBPyConnection], None], scratch: Path,
    as_at: dt.date, pointer: dict,
) -> None:  # fmt: skip
    """Fill a new database with what `write` would fill it with, as at a date. `scratch` holds the whole meanwhile."""
    try:
        with publish.new_database(scratch, MEMORY) as whole:
            write(whole)
        fill(con, scratch, as_at, pointer)
    finally:
        publish.discard(scratch)


def fill(con: duckdb.DuckDBPyConnection, base: Path, as_at: dt.date, pointer: dict) -> None:
    """Fill a new database with the build in the file `base`, as at a date."""
    con.execute(f"ATTACH {database.quoted(base)} AS base (READ_ONLY)")
    known_id = con.execute("SELECT max(release_id) FROM base.staging.release WHERE as_at <= $1", [as_at]).fetchone()[0]
    is_reconstructed = known_id is None
    if is_reconstructed:
        known_id = con.execute("SELECT max(release_id) FROM base.staging.release").fetchone()[0]
    in_force = dict(con.execute("SELECT parameter, value FROM base.mart.parameter").fetchall())
    values = marts.values(as_at, in_force, is_reconstructed)
    known = {"known_id": known_id, "as_at": as_at}
    for name in ("release", "alike", "listed", *COPIED):
        database.create(con, "earlier", name, known, schema="staging")
    for name in ("link", "grid_reference", "identity"):
        database.create(con, "earlier", name, known, temporary=True)
    marts.make(con, values, "asked_once" if is_reconstructed else "asked")
    database.create(con, "earlier", "neighbour_said", known, schema="staging")
    areas.make(con, values)
    for name in ("lineage", "parameter"):
        database.create(con, "earlier", name, known, schema="mart")
    columns = ("built_at", "is_sample", "source", "notice", "postcodes", "postcode_licence")
    about = dict(zip(columns, con.execute(f"SELECT {', '.join(columns)} FROM base.mart.build").fetchone(), strict=True))
    if is_reconstructed:
        about["notice"] = "; ".join(filter(None, (about["notice"], domain.RECONSTRUCTED)))
    database.create(con, "mart", "build", {**values, **about, "build_id": pointer["build_id"]})
    con.execute("DETACH base")
