"""Invented worlds whose truth is known, for the back-test: with a yo-yo trait and without.

Settings of two provider types are inspected on a calendar: first within two and a half years, then every four to five
years while Good or better, after about a year when below (72 to 81 % come back, as METHOD has it). How likely a
setting is to fall depends on its type, a little on its authority and, in a world with the trait, on itself for good.
The tables are those of a build, made directly and not by way of files: a national release each August, and one at the
end of 2025.
"""

import datetime as dt

import duckdb
import numpy as np
import pyarrow as pa

from pipelines.backtest import freeze

FREEZE, NEWEST = dt.date(2021, 8, 31), dt.date(2025, 12, 31)
TYPES = ("Childminder", "Childcare on non-domestic premises")
COMES_BACK = 0.77
STARTS = dt.date(2009, 1, 1).toordinal()


def histories(seed: int, settings: int, has_trait: bool, falls: tuple[float, float], authorities: int) -> dict:
    """Columns of inspections and of settings."""
    draw = np.random.default_rng([seed, 77])
    kind, authority = draw.integers(0, 2, settings), draw.integers(0, authorities, settings)
    area = np.exp(draw.normal(0, 0.1, authorities))
    fall = np.array(falls)[kind] * area[authority]
    if has_trait:  # one in eight falls far more often than the others
        fall = np.where(draw.random(settings) < 1 / 8, np.minimum(0.9, 5 * fall), fall * 0.5)
    registered = STARTS + draw.integers(0, 5 * 365, settings)
    on = registered + draw.integers(200, 900, settings)
    below = draw.random(settings) < fall
    found = []
    while (on <= NEWEST.toordinal()).any():
        alive = on <= NEWEST.toordinal()
        good = np.where(draw.random(settings) < 0.2, 1, 2)
        found.append((np.flatnonzero(alive), on[alive].copy(), np.where(below, 3, good)[alive]))
        gap = np.where(below, draw.integers(300, 450, settings), draw.integers(1300, 1900, settings))
        below = draw.random(settings) < np.where(below, 1 - COMES_BACK, fall)
        on = on + gap
    return {
        "setting": np.concatenate([one[0] for one in found]), "on": np.concatenate([one[1] for one in found]),
        "grade": np.concatenate([one[2] for one in found]), "kind": kind, "authority": authority,
        "registered": registered,
    }  # fmt: skip


def world(
    seed: int, has_trait: bool, falls: tuple[float, float] = (0.08, 0.08), settings: int = 6000, authorities: int = 40
) -> duckdb.DuckDBPyConnection:
    """A connection as freeze.opened gives it, with an invented build attached as `served`, frozen at FREEZE."""
    made = histories(seed, settings, has_trait, falls, authorities)
    con = freeze.opened()
    con.execute("ATTACH ':memory:' AS served")
    for schema in ("mart", "staging"):
        con.execute(f"CREATE SCHEMA served.{schema}")
    day = [dt.date.fromordinal(int(on)) for on in made["on"]]
    con.register("visit", pa.table({
        "urn": pa.array([f"S{one:07}" for one in made["setting"]]), "inspected_on": pa.array(day, pa.date32()),
        "rank": made["grade"],
    }))  # fmt: skip
    con.register("setting", pa.table({
        "urn": [f"S{one:07}" for one in range(settings)], "kind": made["kind"], "authority": made["authority"],
        "registered_on": pa.array([dt.date.fromordinal(int(on)) for on in made["registered"]], pa.date32()),
    }))  # fmt: skip
    con.execute(
        "CREATE TABLE served.staging.release AS SELECT year - 2009 AS release_id, CASE WHEN year < 2026 "
        "THEN make_date(year, 8, 31) ELSE $newest::DATE END AS as_at, 'national' AS coverage FROM range(2010, 2027) "
        "AS year (year)",
        {"newest": NEWEST},
    )
    con.execute(
        "CREATE TABLE served.staging.appearance AS SELECT urn, list(release_id) AS release_ids FROM setting "
        "JOIN served.staging.release ON as_at >= registered_on GROUP BY urn;"
        "CREATE TABLE served.mart.provider AS SELECT urn, list_extract($types, kind::INTEGER + 1) AS provider_type, "
        "'Region ' || authority % 4 AS region, 'Authority ' || authority AS local_authority, "
        "NULL::VARCHAR AS deprivation_band, registered_on, true AS is_early_years, true AS is_in_scope, "
        "false AS has_left, NULL::DATE AS left_on, 'active' AS status, $newest::DATE AS last_seen_on FROM setting",
        {"types": list(TYPES), "newest": NEWEST},
    )
    con.execute(
        "CREATE TABLE served.mart.history AS SELECT urn, row_number() OVER (PARTITION BY urn ORDER BY inspected_on) AS "
        "position, 'four-point' AS family, inspected_on, NULL::VARCHAR AS from_urn, true AS is_scored, "
        "'four-point' AS scale, list_extract(['outstanding', 'good', 'requires improvement'], rank) AS grade, "
        "CASE WHEN rank < 3 THEN 'secure' ELSE 'below' END AS band, rank AS worst_rank, "
        "rank = 3 AND inspected_on < DATE '2013-11-04' AS is_satisfactory, '' AS words_in_history, "
        "NULL::VARCHAR[] AS area_results, NULL::VARCHAR AS safeguarding, "
        "release_id AS first_release_id FROM visit "
        "ASOF JOIN served.staging.release AS release ON release.as_at >= visit.inspected_on",
    )
    frozen(con)
    return con


def frozen(con: duckdb.DuckDBPyConnection) -> None:
    """Fill the table `frozen` by the product's rules from what each release of a world prints."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE history AS SELECT history.*, $freeze::DATE AS as_at FROM served.mart.history "
        "JOIN served.staging.release AS release ON release_id = first_release_id WHERE release.as_at <= $freeze",
        {"freeze": FREEZE},
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE standing AS SELECT * REPLACE (false AS has_left), $freeze::DATE AS as_at "
        "FROM served.mart.provider",
        {"freeze": FREEZE},
    )
    freeze.relabel(con)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE frozen AS WITH latest AS (SELECT urn, count(*) AS scored_count, "
        "max(inspected_on) AS inspected_on, arg_max(band, position) AS band, arg_max(grade, position) AS grade "
        "FROM history GROUP BY urn), "
        "moved AS (SELECT urn, count(*) FILTER (is_change) AS change_count FROM change GROUP BY urn) "
        'SELECT label.as_at AS "freeze", label.urn, label.label, label.tier, label.flags, latest.band, volatility, '
        "decline, coalesce(latest.scored_count, 0) AS scored_count, coalesce(change_count, 0) AS change_count, "
        "inspected_on, provider_type, region, local_authority, deprivation_band, latest.grade FROM label "
        "JOIN served.mart.provider USING (urn) LEFT JOIN latest USING (urn) LEFT JOIN moved USING (urn) "
        "LEFT JOIN score ON score.urn = label.urn WHERE label.tier IS NOT NULL"
    )
