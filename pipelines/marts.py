"""From staged sightings to labels: the order in which the tables are made, and nothing else.

`gather` puts what releases say of inspections and registrations side by side, each thing once with the releases that
say it; `make` labels providers from that. Labels are a pure function of those tables, the dates asked for and the
parameters. The tables of `sql/as_at/` hold every date asked for, and are temporary; the marts hold the as-at date, but
for `mart.spell`, which says how each label moved over time.
"""

import datetime as dt

import duckdb

from pipelines import database, declared

GATHERED = ("alike", "listed", "leaver")
RECONCILED = ("wanted", "revised_date", "reconciled")
LABELLED = ("history", "change", "score", "latest", "label", "reason")
STAGED = ("revised_date", "inspection", "conflict", "judgement", "revision")
MARTS = ("provider", "history", "change", "state", "listing", "inspection_window", "area", "outlook")
VIEWS = ("mention", "appearance")
NEEDED = {"listing": "peer", "area": "placed"}  # what is made for a mart, and is none itself


def gather(con: duckdb.DuckDBPyConnection, values: dict[str, object]) -> None:
    """What is printed alike, once, with the releases that print it: staging.alike, staging.listed, staging.leaver."""
    for name in GATHERED:
        database.create(con, "staging", name, values)
    database.create(con, "mart", "identity", values, temporary=True)


def make(con: duckdb.DuckDBPyConnection, values: dict[str, object], asked: str = "asked") -> None:
    """Inspections, histories, changes, labels, scores and areas, from what was gathered and `link`.

    `asked` says for which dates: 'asked' for every stretch of release dates, 'asked_once' for the as-at date alone.
    """
    database.create(con, "mart", "moment", values)
    for name in ("covered", "chain", "doubtful"):
        database.create(con, "as_at", name, values, temporary=True)
    database.create(con, "as_at", asked, values, temporary=True, called="asked")
    for name in ("standing", *RECONCILED, *LABELLED):
        database.create(con, "as_at", name, values, temporary=True)
    for name in STAGED:
        database.create(con, "staging", name, values)
    for name in VIEWS:
        database.view(con, "staging", name)
    database.create(con, "mart", "spell", values)
    for name in MARTS:
        if name in NEEDED:
            database.create(con, "mart", NEEDED[name], values, temporary=True)
        database.create(con, "mart", name, values)


def values(
    as_at: dt.date, parameters: dict[str, float] | None = None, is_reconstructed: bool = False
) -> dict[str, object]:
    """What the statements may ask for: the as-at date, whether it lies before every release, and every parameter."""
    chosen = declared.parameters() if parameters is None else declared.checked(parameters)
    return {"as_at": as_at, "is_reconstructed": is_reconstructed, **chosen}
