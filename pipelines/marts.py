"""From staged sightings to labels: the order in which the tables are made, and nothing else.

Given the temporary tables `snapshot` and `sighting` and the table `staging.release`, `reconcile` makes one
inspection of many sightings and `make` writes the marts as at a date. Both are pure functions of those tables,
the date and the parameters.
"""

import datetime as dt

import duckdb

from pipelines import database, declared

RECONCILED = ("inspection", "conflict", "judgement")
MARTS = (
    "provider", "history", "change", "state", "score", "latest", "label", "peer", "reason", "listing", "area",
    "outlook",
)  # fmt: skip
INNER = ("peer", "reason", "latest", "score", "label")  # folded into mart.listing; not published on their own


def reconcile(con: duckdb.DuckDBPyConnection, values: dict[str, object]) -> None:
    """Inspections from sightings: dates corrected by a later release joined, results merged, conflicts kept."""
    for name in ("alike", "revised_date"):
        database.create(con, "staging", name, values, temporary=True)
    for name in RECONCILED:
        database.create(con, "staging", name, values)


def make(con: duckdb.DuckDBPyConnection, values: dict[str, object]) -> None:
    """History, changes, labels, scores and areas from reconciled inspections."""
    for name in MARTS:
        database.create(con, "mart", name, values)


def values(as_at: dt.date, parameters: dict[str, float] | None = None) -> dict[str, object]:
    """What the statements may ask for: the as-at date and every parameter in force."""
    chosen = declared.parameters() if parameters is None else declared.checked(parameters)
    return {"as_at": as_at, **chosen}
