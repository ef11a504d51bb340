"""Invented worlds of several releases, as the tables a build gathers from: everything that can turn a label from one
release to the next happens often. Given as Python rows; nothing here labels anything."""

import contextlib
import datetime as dt
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines import database, lineage, links, marts
from tests import sql_backend

GRADES = ("good", "good", "outstanding", "requires improvement", "requires improvement", "inadequate", None)
CARD_RESULTS = ("expected standard", "needs attention")
AUTHORITIES = ("Northmarsh", "Northmarsh", "Tidewell", "Cumbria", None)
LABELLED = ("label", "tier", "flags", "band", "words", "inspected_on", "scored_count", "evidence", "reason",
            "is_in_scope", "status", "may_affect_funded_places")  # fmt: skip
RELEASE = {"release_id": "INTEGER", "as_at": "DATE", "layout": "VARCHAR", "kind": "VARCHAR", "coverage": "VARCHAR",
           "is_sample": "BOOLEAN"}  # fmt: skip
LEAVER = {"urn": "VARCHAR", "release_id": "INTEGER", "left_on": "DATE"}


@dataclass
class World:
    """Releases, oldest first, and what each says."""

    releases: list[tuple] = field(default_factory=list)
    snapshots: list[dict] = field(default_factory=list)
    sightings: list[dict] = field(default_factory=list)
    leavers: list[tuple] = field(default_factory=list)
    decided: list[links.Link] = field(default_factory=list)

    @property
    def days(self) -> list[dt.date]:
        return sorted({release[1] for release in self.releases})

    def until(self, day: dt.date) -> "World":
        """The same world with only the releases up to a day."""
        known = {release[0] for release in self.releases if release[1] <= day}
        return World(
            [one for one in self.releases if one[0] in known],
            [one for one in self.snapshots if one["release_id"] in known],
            [one for one in self.sightings if one["release_id"] in known],
            [one for one in self.leavers if one[1] in known], self.decided,
        )  # fmt: skip


def drawn(seed: int, providers: int = 60) -> World:
    """A world of four to seven releases."""
    choose = random.Random(seed)
    world = World()
    day = dt.date(choose.choice((2013, 2019, 2024)), 3, 31)
    for number in range(1, choose.randint(4, 7) + 1):
        kind = "inspections" if choose.random() < 0.12 else "providers"
        coverage = choose.choice(("national", "national", "complete", "partial")) if kind == "providers" else "partial"
        world.releases.append((number, day, "I" if kind == "inspections" else "L2", kind, coverage, False))
        day += dt.timedelta(choose.choice((0, 30, 91, 365, 1500)) if number > 1 else 91)
    urns = [f"EY{100_000 + number}" for number in range(providers)]
    for urn in urns:
        _provider(world, urn, choose)
    for later, earlier in zip(urns[::11], urns[5::11], strict=False):
        world.decided.append(links.Link(later, earlier, "confirmed", None))
    return world


def _provider(world: World, urn: str, choose: random.Random) -> None:
    last = world.releases[-1][1]
    facts = {"status": "active", "is_early_years": choose.random() < 0.9, "is_name_withheld": False,
             "local_authority": choose.choice(AUTHORITIES),
             "registered_on": choose.choice((None, last - dt.timedelta(choose.randint(200, 6000))))}  # fmt: skip
    begins, ends = choose.choice((1, 1, 1, 2, 3)), choose.choice((9, 9, 9, 3, 4))
    visits = [
        {"urn": urn, "family": choose.choice(("four-point",) * 8 + ("no children on roll", "report card")),
         "inspected_on": last - dt.timedelta(choose.randint(0, 6500)), "grade": choose.choice(GRADES),
         "inspection_number": choose.choice((None, f"{urn}-{number}"))}
        for number in range(choose.randint(0, 6))
    ]  # fmt: skip
    for number, as_at, *_ in world.releases:
        if choose.random() < 0.06:
            facts["status"] = choose.choice(("active", "resigned", "suspended"))
        if choose.random() < 0.04:
            facts["is_early_years"] = not facts["is_early_years"]
        if choose.random() < 0.04:
            facts["local_authority"] = choose.choice(AUTHORITIES)
        if choose.random() < 0.04:
            world.leavers.append((urn, number, as_at - dt.timedelta(10)))
        if not begins <= number <= ends or choose.random() < 0.1:
            continue
        world.snapshots.append({"urn": urn, "release_id": number, "provider_type": "Childcare on non-domestic premises",
                                "registers": "ALL", **facts})  # fmt: skip
        for visit in visits:
            if visit["inspected_on"] <= as_at and choose.random() < 0.8:
                world.sightings.append(_printed(visit, number, as_at, choose))


def _printed(visit: dict, number: int, as_at: dt.date, choose: random.Random) -> dict:
    """One visit as a release prints it: sometimes with another grade, a corrected date, or less of it."""
    said = {**visit, "release_id": number, "slot": choose.choice(("most recent full", "second most recent full"))}
    if choose.random() < 0.08:
        said["grade"] = choose.choice(GRADES)
    if choose.random() < 0.08:
        said["inspected_on"] = min(visit["inspected_on"] + dt.timedelta(choose.randint(1, 16)), as_at)
    if said["family"] == "report card":
        said |= {"grade": None, "safeguarding": choose.choice(("met", "met", "not met"))}
        said |= dict.fromkeys(sql_backend.AREA_COLUMNS.values(), choose.choice(CARD_RESULTS))
    if said["family"] == "no children on roll":
        said |= {"grade": None, "outcome": "met"}
    return said


@contextlib.contextmanager
def made(world: World, asked: str = "asked", at_once: int = 0) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory with every mart made of a world, as at its newest day."""
    values = marts.values(world.days[-1])
    with tempfile.TemporaryDirectory() as folder:
        con = database.open_build(Path(":memory:"))
        try:
            _fill(con, Path(folder), world)
            marts.gather(con, values)
            marts.make(con, values, asked, at_once)
            yield con
        finally:
            con.close()


def labelled(world: World, asked: str) -> tuple[list[dict], dict]:
    """Rows of mart.spell as at the newest day of a world, and the parameters in force."""
    with made(world, asked) as con:
        cursor = con.execute("SELECT * FROM mart.spell")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()], marts.values(world.days[-1])


def _fill(con: duckdb.DuckDBPyConnection, folder: Path, world: World) -> None:
    database.insert_rows(con, "staging.release", RELEASE, world.releases)
    database.insert_rows(con, "raw_leaver", LEAVER, world.leavers)
    places = {"postcode": "VARCHAR", "easting": "INTEGER", "northing": "INTEGER"}
    database.insert_rows(con, "grid_reference", places, [])
    types = {name: pa.string() for name in sql_backend.SIGHTING}
    types |= {"release_id": pa.int32(), "inspected_on": pa.date32()}
    sql_backend.table(con, folder, "sighting", types, world.sightings)
    types = {name: pa.string() for name in (*sql_backend.SNAPSHOT_TEXT, "urn", "provider_type", "status", "registers",
                                            "local_authority")}  # fmt: skip
    types |= {"release_id": pa.int32(), "places": pa.int32(), "registered_on": pa.date32()}
    types |= {"is_early_years": pa.bool_(), "is_name_withheld": pa.bool_()}
    sql_backend.table(con, folder, "snapshot", types, world.snapshots)
    lineage.take(con, world.decided)
