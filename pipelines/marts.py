"""From staged sightings to labels: which tables are made, and nothing else.

`gather` puts what releases say of inspections and registrations side by side, each thing once with the releases that
say it; `make` labels providers from that. Labels are a pure function of those tables, the dates asked for and the
parameters. The tables of `sql/as_at/` hold every date asked for, and are scratch; the marts hold the as-at date, but
for `mart.spell`, which says how each label moved over time. Statements run side by side (pipelines.steps): the order
here is one that would do.
"""

import datetime as dt

import duckdb

from pipelines import declared, steps
from pipelines.steps import Step

GATHERED = ("alike", "listed", "leaver")
SHARED = ("covered", "chain", "doubtful", "agreed")
FOLLOWED = (  # each provider on its own
    "standing", "wanted", "revised_date", "reconciled", "history", "change", "score", "latest", "label", "reason",
)  # fmt: skip
MARTS = (
    "provider", "history", "change", "peer", "listing", "spell", "state", "placed", "inspection_window", "area",
    "outlook",
)  # fmt: skip
STAGED = ("inspection", "judgement", "conflict", "revision", "mention", "appearance")
VIEWS = ("mention", "appearance")
ON_THE_WAY = ("peer", "placed")  # what is made for a mart, and is none itself


def gather(con: duckdb.DuckDBPyConnection, values: dict[str, object]) -> None:
    """What is printed alike, once, with the releases that print it: staging.alike, staging.listed, staging.leaver."""
    gathered = [*(Step("staging", name, "staging") for name in GATHERED), Step("mart", "identity")]
    steps.run(con, gathered, values, steps.workers(con, "snapshot_once"))


def make(con: duckdb.DuckDBPyConnection, values: dict[str, object], asked: str = "asked", at_once: int = 0) -> None:
    """Inspections, histories, changes, labels, scores and areas, from what was gathered and `link`.

    `asked` says for which dates: 'asked' for every stretch of release dates, 'asked_once' for the as-at date alone.
    So many statements run `at_once`; by default as many as are worth it.
    """
    at_once = at_once or steps.workers(con, "staging.listed")
    shared = [Step("mart", "moment", "mart"), *(Step("as_at", name) for name in SHARED)]
    steps.run(con, [*shared, Step("as_at", asked, called="asked")], values, at_once)
    steps.run_in_parts(con, [Step("as_at", name) for name in FOLLOWED], values, at_once)
    dated = [Step("staging", "revised_date", "staging"), Step("as_at", "sighted")]
    marts = [Step("mart", name, "" if name in ON_THE_WAY else "mart") for name in MARTS]
    staged = [Step("staging", name, "staging", is_view=name in VIEWS) for name in STAGED]
    steps.run(con, [*dated, *marts, *staged], values, at_once)


def values(
    as_at: dt.date, parameters: dict[str, float] | None = None, is_reconstructed: bool = False
) -> dict[str, object]:
    """What the statements may ask for: the as-at date, whether it lies before every release, and every parameter."""
    chosen = declared.parameters() if parameters is None else declared.checked(parameters)
    return {"as_at": as_at, "is_reconstructed": is_reconstructed, **chosen}
