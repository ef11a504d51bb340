"""How often settings were below Good at their next inspection, by what was known of them at the freeze.

Every rate is over the settings inspected again; those not inspected again within the horizon are censored: counted
among the frozen, never among the rates. Left out: intervals of ratios and differences (clusters).
"""

import math
from collections.abc import Iterable, Iterator
from itertools import pairwise

import duckdb
import numpy as np

from pipelines import comparison, database, domain

Table = dict[str, np.ndarray]

ALL, WATCH, STEADY = "all secure", "watch tier", "steady"
EDGES = (0.0, 5.0, 10.0, 20.0, 40.0, 100.0)  # of the bins of volatility: most settings that moved lie under 20


def population(con: duckdb.DuckDBPyConnection, freeze: object) -> Table:
    """The settings Secure at one freeze that can be compared, column by column, in order of URN."""
    text, _ = database.statement("backtest", "population")
    return columns(con.execute(text, {"freeze": freeze}))


def columns(found: duckdb.DuckDBPyConnection) -> Table:
    """A result without NULLs, column by column."""
    return {name: np.asarray(values) for name, values in found.fetchnumpy().items()}


def counted(people: Table, chosen: np.ndarray) -> dict:
    """n_frozen, n_reinspected, n_not_secure, rate, low, high; then n_left, n_relapse, relapse_rate of some settings."""
    again, fell = chosen & people["is_reinspected"], chosen & people["is_not_secure"]
    n_again, n_fell, relapsed = int(again.sum()), int(fell.sum()), int((chosen & people["is_relapse"]).sum())
    low, high = comparison.wilson(n_fell, n_again) if n_again else (math.nan, math.nan)
    return {
        "n_frozen": int(chosen.sum()), "n_reinspected": n_again, "n_not_secure": n_fell,
        "rate": share(n_fell, n_again), "low": low, "high": high,
        "n_left": int((chosen & people["has_left"]).sum()),
        "n_relapse": relapsed, "relapse_rate": share(relapsed, n_again),
    }  # fmt: skip


def share(count: int, of: int) -> float:
    """A share, NaN where there is nothing to share."""
    return count / of if of else math.nan


def by_label(people: Table) -> Iterator[dict]:
    """One row per label at the freeze, then the watch tier, then all that were Secure."""
    for label in sorted(set(people["label"]), key=domain.LABELS.index):
        yield {"label": label, **counted(people, people["label"] == label)}
    yield {"label": WATCH, **counted(people, people["tier"] == "watch")}
    yield {"label": ALL, **counted(people, np.ones(len(people["urn"]), dtype=bool))}


def calibration(people: Table) -> Iterator[dict]:
    """One row per bin of volatility: not scored, never moved, then between the edges (above the lower one)."""
    score = people["volatility"]
    yield {"volatility": "not scored", "from": math.nan, "to": math.nan, **counted(people, score < 0)}
    yield {"volatility": "0", "from": 0.0, "to": 0.0, **counted(people, score == 0)}
    for low, high in pairwise(EDGES):
        chosen = (score > low) & (score <= high)
        yield {"volatility": f"{low:g} to {high:g}", "from": low, "to": high, **counted(people, chosen)}


def groups(people: Table) -> Iterator[tuple[str, str, np.ndarray]]:
    """Kind of group, its name, and which settings are in it: provider type, region, deprivation."""
    for kind in ("provider_type", "region", "deprivation_band"):
        for name in sorted(set(people[kind])):
            yield kind.replace("_", " "), name, people[kind] == name


def codes(values: Iterable) -> tuple[np.ndarray, list]:
    """Each value as its place in the sorted list of those that occur, and that list."""
    names, places = np.unique(np.asarray(values, dtype=str), return_inverse=True)
    return places, [str(name) for name in names]
