"""How much hangs on one inspection, and on one parameter: the newest labels made again without it, or with another.

Left out: whether the other label would have been the better one.
"""

import datetime as dt
from collections.abc import Callable, Mapping

import duckdb

from pipelines import database, errors, shares
from pipelines.backtest import freeze

TOP = 20  # settings at the head of an authority's list: about what one adviser can keep in view
TIMES = {"halved": 0.5, "doubled": 2.0}


def dropped(con: duckdb.DuckDBPyConnection, as_at: dt.date, in_force: Mapping[str, float]) -> list[dict]:
    """Every scored inspection of every setting in scope left out in turn: how often the label or the tier changes."""
    for name, called in (("dropped", "history"), ("dropped_provider", "standing")):
        database.create(con, "backtest", name, {"as_at": as_at}, temporary=True, called=called)
    freeze.relabel(con, in_force)
    return rows(con, "stability", {})


def rows(con: duckdb.DuckDBPyConnection, name: str, values: dict) -> list[dict]:
    """The rows of sql/backtest/<name>.sql."""
    text, _ = database.statement("backtest", name)
    found = con.execute(text, values)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def ruling(in_force: Mapping[str, float]) -> list[str]:
    """The parameters that enter the labels, flags or scores."""
    used = set().union(*(database.statement("as_at", name)[1] for name in freeze.RULES))
    return [name for name in in_force if name in used]


def sensitivity(
    con: duckdb.DuckDBPyConnection,
    as_at: dt.date,
    in_force: Mapping[str, float],
    say: Callable[[str], None] = lambda text: None,
) -> list[dict]:
    """One row per parameter halved and doubled: how much of each authority's first TOP stays, or why it was refused."""
    for name, called in (("timeline", "history"), ("everyone", "standing")):
        database.create(con, "backtest", name, {"as_at": as_at}, temporary=True, called=called)
    freeze.relabel(con, in_force)
    database.create(con, "backtest", "listed", {}, temporary=True, called="listed_before")
    found = []
    for name in ruling(in_force):
        for change, times in TIMES.items():
            row = {"parameter": name, "value": in_force[name], "change": change, "tried": in_force[name] * times}
            try:
                freeze.relabel(con, {**in_force, name: row["tried"]})
            except errors.BadParameter as refused:
                found.append({**row, "outcome": f"refused: {str(refused).split('; ')[1].split('. Change')[0]}"})
                continue
            database.create(con, "backtest", "listed", {}, temporary=True)
            found.append({**row, "outcome": "tried", **rows(con, "moved", {"top": TOP})[0]})
            kept = shares.out_of(found[-1]["n_kept"] or 0, found[-1]["n_settings"] or 0)
            say(f"{name} {change}: {kept} of the first {TOP} of the authorities stay")
    return found
