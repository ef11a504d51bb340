"""A published build as at an earlier date: what was known then, labelled by the same statements.

As at a date, the releases up to it are used, and of them the inspections dated up to it. Before every release the
answer is reconstructed from inspection dates alone. Who a provider is (name, address, authority) always comes from the
newest release: what that withholds is withheld whatever the date.
"""

import datetime as dt
import os
import tempfile
from pathlib import Path

import duckdb

from pipelines import checks, database, errors, marts, paths, publish, reads

COPIED = ("leaver", "problem", "header", "refused")
MEMORY = "1GB"


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
        try:
            make(served.path, beside, as_at, pointer)
            os.replace(beside, path)
        finally:
            publish.discard(beside)
    return reads.opened(pointer, path)


def check(as_at: dt.date, newest: dt.date) -> None:
    """Raise BadParameter for a date that nothing can be known of yet."""
    if as_at > max(dt.date.today(), newest):
        raise errors.BadParameter(f"{as_at} is in the future: nothing can be labelled as at a day yet to come.")


def make(base: Path, target: Path, as_at: dt.date, pointer: dict) -> tuple[int, int]:
    """Write a new database file, the build in `base` as at a date; how many providers it lists and labels."""
    con = database.open_build(target, MEMORY)
    try:
        con.execute(f"ATTACH {database.quoted(base)} AS base (READ_ONLY)")
        _fill(con, as_at, pointer)
        con.execute("DETACH base")
        checks.run(con)
        con.execute("CHECKPOINT")
        return con.execute("SELECT provider_count, scope_count FROM mart.build").fetchone()
    finally:
        con.close()


def _fill(con: duckdb.DuckDBPyConnection, as_at: dt.date, pointer: dict) -> None:
    known_id = con.execute("SELECT max(release_id) FROM base.staging.release WHERE as_at <= $1", [as_at]).fetchone()[0]
    is_reconstructed = known_id is None
    if is_reconstructed:
        known_id = con.execute("SELECT max(release_id) FROM base.staging.release").fetchone()[0]
    in_force = dict(con.execute("SELECT parameter, value FROM base.mart.parameter").fetchall())
    values = marts.values(as_at, in_force, is_reconstructed)
    known = {"known_id": known_id}
    for name in ("release", "alike", "listed", *COPIED):
        database.create(con, "earlier", name, known, schema="staging")
    for name in ("link", "grid_reference", "identity"):
        database.create(con, "earlier", name, known, temporary=True)
    marts.make(con, values, "asked_once" if is_reconstructed else "asked")
    for name in ("lineage", "parameter"):
        database.create(con, "earlier", name, known, schema="mart")
    columns = ("built_at", "is_sample", "source", "notice")
    about = con.execute(f"SELECT {', '.join(columns)} FROM base.mart.build").fetchone()
    database.create(con, "mart", "build", {**values, "build_id": pointer["build_id"],
                                           **dict(zip(columns, about, strict=True))})  # fmt: skip
