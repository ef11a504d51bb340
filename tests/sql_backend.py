"""The product's SQL over cases made in Python: real tables, real statements, an in-memory database."""

import atexit
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines import database, lineage, links, marts
from tests.twin import Assessment, Parameters, Step

AREA_COLUMNS = {
    "inclusion": "inclusion",
    "curriculum and teaching": "curriculum",
    "achievement": "achievement",
    "behaviour and routines": "routines",
    "welfare and wellbeing": "welfare",
    "leadership and governance": "governance",
}
SIGHTING = ("release_id", "urn", "family", "slot", "inspected_on", "inspection_number", "grade", "outcome",
            "safeguarding", "education", "behaviour", "development", "leadership", *AREA_COLUMNS.values())  # fmt: skip
SNAPSHOT_TEXT = ("provider_name", "address", "postcode", "registered_person_urn", "provider_subtype", "constituency",
                 "region", "deprivation_band", "local_authority_printed")  # fmt: skip
BEYOND_THE_TWIN = {"revised_within_days": 14, "national_authorities": 140, "lineage_days": 183, "lineage_crowd": 40,
                   "outlook_strength": 20}  # fmt: skip
_spare: list[duckdb.DuckDBPyConnection] = []
atexit.register(_spare.clear)  # DuckDB complains of a connection that outlives it
STEP = tuple(Step.__dataclass_fields__)
PARAMETER_NAMES = {
    "window_years": "window_years", "provisional_weight": "provisional_weight", "crossing_factor": "crossing",
    "relapse_factor": "relapse", "reversal_factor": "reversal", "half_life_years": "half_life_years",
    "evidence_pull": "k", "long_since_years": "long_since_years", "first_inspection_months": "awaiting_months",
    "first_inspection_months_2026": "awaiting_months_from_2026",
}  # fmt: skip


def assess(cases: dict, as_at: date, parameters: Parameters) -> dict[str, Assessment]:
    """An assessment per urn, from mart.listing and mart.change."""
    with made(cases, as_at, parameters) as con:
        found = _assessments(con)
        return {urn: found[urn] for urn in cases}


@contextmanager
def made(cases: dict, as_at: date, parameters: Parameters) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory with every mart made from the cases.

    It is used again for the next cases, every table made anew: opening one and declaring its tables costs a third as
    much as all the marts. What a statement reads before it is made shows at the first use, in an empty database.
    """
    chosen = {name: getattr(parameters, theirs) for name, theirs in PARAMETER_NAMES.items()}
    values = marts.values(as_at, chosen | {**BEYOND_THE_TWIN})
    con = _spare.pop() if _spare else database.open_build(Path(":memory:"))
    try:
        with tempfile.TemporaryDirectory() as folder:
            _fill(con, Path(folder), registrations(cases), as_at)
        lineage.take(con, confirmed(cases))
        marts.gather(con, values)
        marts.make(con, values)
        yield con
    except BaseException:
        con.close()
        raise
    _spare.append(con)


def registrations(cases: dict) -> dict:
    """The cases, and each confirmed earlier registration of one as a provider of its own."""
    found = dict(cases)
    for urn, case in cases.items():
        for place, inspections in enumerate(case.earlier):
            found[f"{urn}~{place}"] = replace(case, inspections=inspections, earlier=())
    return found


def confirmed(cases: dict) -> list[links.Link]:
    """The links of a chain: each registration to the one before it."""
    chains = {urn: [urn, *(f"{urn}~{place}" for place in range(len(case.earlier)))] for urn, case in cases.items()}
    return [links.Link(*pair, "confirmed", None) for chain in chains.values() for pair in pairwise(chain)]


def _fill(con: duckdb.DuckDBPyConnection, folder: Path, cases: dict, as_at: date) -> None:
    """Every case as one provider of one partial release on the as-at date."""
    sightings = [_sighting(urn, one) for urn, case in cases.items() for one in case.inspections]
    types = {"release_id": pa.int32(), "inspected_on": pa.date32()}
    table(con, folder, "sighting", {name: types.get(name, pa.string()) for name in SIGHTING}, sightings)
    snapshots = [
        {
            "release_id": 1, "urn": urn, "provider_type": "Childcare on non-domestic premises", "status": "active",
            "registers": "ALL", "is_early_years": True, "is_name_withheld": False, "registered_on": case.registered_on,
            "local_authority": "Northmarsh",
        }
        for urn, case in cases.items()
    ]  # fmt: skip
    types = {name: pa.string() for name in (*SNAPSHOT_TEXT, "urn", "provider_type", "status", "registers",
                                            "local_authority")}  # fmt: skip
    types |= {"release_id": pa.int32(), "places": pa.int32(), "registered_on": pa.date32()}
    types |= {"is_early_years": pa.bool_(), "is_name_withheld": pa.bool_()}
    table(con, folder, "snapshot", types, snapshots)
    places = {"postcode": "VARCHAR", "easting": "INTEGER", "northing": "INTEGER"}
    database.insert_rows(con, "grid_reference", places, [])
    leaver = {"urn": "VARCHAR", "release_id": "INTEGER", "left_on": "DATE"}
    database.insert_rows(con, "raw_leaver", leaver, [])
    database.insert_rows(
        con, "staging.release",
        {"release_id": "INTEGER", "as_at": "DATE", "layout": "VARCHAR", "kind": "VARCHAR", "coverage": "VARCHAR",
         "is_sample": "BOOLEAN"},
        [(1, as_at, "L2", "providers", "partial", False)],
    )  # fmt: skip


def _sighting(urn: str, one) -> dict:
    areas = {AREA_COLUMNS[area]: result for area, result in (one.areas or {}).items()}
    return {
        "release_id": 1, "urn": urn, "family": one.family, "slot": "any", "inspected_on": one.date,
        "inspection_number": one.number, "grade": one.grade, "outcome": one.outcome,
        "safeguarding": one.safeguarding, **areas,
    }  # fmt: skip


def table(con: duckdb.DuckDBPyConnection, folder: Path, name: str, types: dict, rows: list[dict]) -> None:
    """A temporary table of Python rows; what a row does not give is NULL. <name>_once gives rows of releases as a
    build does, each with the releases that print it."""
    columns = {column: pa.array([row.get(column) for row in rows], kind) for column, kind in types.items()}
    pq.write_table(pa.table(columns), folder / f"{name}.parquet")
    path = database.quoted(folder / f"{name}.parquet")
    con.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM read_parquet({path})")
    if "release_id" in types:
        once = f"SELECT * EXCLUDE (release_id), [release_id] AS release_ids FROM {name}"
        con.execute(f"CREATE OR REPLACE VIEW {name}_once AS {once}")


def _assessments(con: duckdb.DuckDBPyConnection) -> dict[str, Assessment]:
    steps: dict[str, list[Step]] = {}
    for urn, *row in con.execute(f"SELECT urn, {', '.join(STEP)} FROM mart.change ORDER BY urn, position").fetchall():
        steps.setdefault(urn, []).append(Step(*row))
    rows = con.execute(
        "SELECT urn, label, tier, flags, may_affect_funded_places, band, inspected_on, scored_count, volatility, "
        "decline, evidence FROM mart.listing"
    ).fetchall()
    return {
        urn: Assessment(label, tier, tuple(flags), *rest, tuple(steps.get(urn, ())))
        for urn, label, tier, flags, *rest in rows
    }
