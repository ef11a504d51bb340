"""The tables a fair comparison of areas rests on: mixes, limits by size, similar authorities, and the trend.

All are of areas, never of single settings. Left out: mart.area itself (pipelines.marts), and the questions pages ask of
these tables (pipelines.comparison).
"""

import duckdb

from pipelines import steps

TABLES = ("area_mix", "funnel", "area_rate", "area_trend", "own_neighbour", "neighbour")


def make(con: duckdb.DuckDBPyConnection, values: dict[str, object]) -> None:
    """Make the tables from mart.area and staging.neighbour_said (pipelines.neighbours), side by side where it pays."""
    steps.run(con, [steps.Step("mart", name, "mart") for name in TABLES], values, steps.workers(con, "staging.listed"))
