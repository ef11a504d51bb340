"""What was known at a date, and what came after: the tables `frozen` and `outcome`.

Works on the build being served, attached read-only as `served`; everything made here is in memory. What was known at a
date is the build as at that date (pipelines/as_at.py). Left out: any figure over these tables.
"""

import datetime as dt
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from pipelines import as_at, database, errors, marts, reads

RULES = ("change", "score", "label")


def opened(path: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A connection in memory with the declared tables, the macros and a build attached as `served`."""
    con = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    database.prepare(con)
    if path:
        con.execute(f"ATTACH {database.quoted(path)} AS served (READ_ONLY)")
    return con


def check(con: duckdb.DuckDBPyConnection, freezes: Sequence[dt.date]) -> None:
    """Raises NothingLater where a freeze leaves no release in which an outcome could stand."""
    ((newest,),) = con.execute("SELECT max(as_at) FROM served.staging.release").fetchall()
    if late := [str(day) for day in freezes if day >= newest]:
        raise errors.NothingLater(
            f"Nothing later than {', '.join(late)} is loaded: the newest release is as at {newest}. Freeze at an "
            "earlier date, or fetch newer releases and build again."
        )


def is_reconstructed(con: duckdb.DuckDBPyConnection, freeze: dt.date) -> bool:
    """Whether no loaded release is as old as a date: what was known is then told by inspection dates alone."""
    ((oldest,),) = con.execute("SELECT min(as_at) FROM served.staging.release").fetchall()
    return freeze < oldest


def frozen(con: duckdb.DuckDBPyConnection, served: reads.Served, freezes: Sequence[dt.date]) -> None:
    """Fill the table `frozen`: every provider in scope at each date, labelled with only what was known then.

    Columns: freeze, urn, label, tier, flags, band, volatility, decline, scored_count, change_count, inspected_on,
    provider_type, region, local_authority, deprivation_band, grade. Key: freeze, urn. Raises BadParameter.
    """
    text, _ = database.statement("backtest", "frozen")
    for number, day in enumerate(freezes):
        with tempfile.TemporaryDirectory() as folder:
            labelled = database.quoted(Path(folder) / "labelled.parquet")
            with duckdb.connect() as then:
                database.prepare(then)
                as_at.fill(then, served.path, day, served.pointer)
                then.execute(f"COPY ({text}) TO {labelled} (FORMAT parquet)", {"freeze": day})
            made = "INSERT INTO frozen" if number else "CREATE TEMP TABLE frozen AS"
            con.execute(f"{made} FROM read_parquet({labelled})")


def outcome(con: duckdb.DuckDBPyConnection, horizon: int | None) -> None:
    """Fill the table `outcome`: what the newest history says came next, within `horizon` months if given.

    Columns: freeze, urn, next_on, next_band, is_not_secure, is_relapse (all NULL where no next inspection is known),
    has_left, is_listed_later, is_comparable. Key: freeze, urn.
    """
    database.create(con, "backtest", "outcome", {"horizon": horizon}, temporary=True)


def relabel(con: duckdb.DuckDBPyConnection, parameters: Mapping[str, float] | None = None) -> None:
    """Run the rules over the tables `history` and `standing`: fills `change`, `score` and `label`.

    Raises BadParameter for parameters the method refuses.
    """
    values = marts.values(dt.date.min, None if parameters is None else dict(parameters))  # each row has its own as_at
    for name in RULES:
        database.create(con, "as_at", name, values, temporary=True)
