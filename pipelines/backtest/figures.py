"""The figures of one freeze, and of the permutation test: the parts put together, nothing computed here."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

import duckdb
import numpy as np

from pipelines import database
from pipelines.backtest import clusters, null, rank, rates
from pipelines.backtest.rates import Table

POPULATIONS = ("all secure", "two or more inspections")


class Chance(NamedTuple):
    """Where randomness comes from: the seed, and how often to draw."""

    seed: int
    draws: int

    def draw(self, *about: int) -> np.random.Generator:
        """A generator for one purpose: what is drawn for another does not change it."""
        return np.random.default_rng([self.seed, *about])


def of_freeze(con: duckdb.DuckDBPyConnection, freeze: dt.date, chance: Chance) -> tuple[dict, dict[str, list[dict]]]:
    """The watch tier against the steady (lift, and within provider types), and the tables' rows for one freeze."""
    people = rates.population(con, freeze)
    day = freeze.toordinal()
    people["random"] = chance.draw(1, day).random(len(people["urn"]))
    places, names = rates.codes(people["local_authority"])
    drawn = clusters.weights(len(names), chance.draws, chance.draw(2, day)) if names else np.zeros((chance.draws, 0))
    watch, steady = people["tier"] == "watch", people["label"] == rates.STEADY
    kinds, kind_names = rates.codes(people["provider_type"])
    strata = [kinds == number for number in range(len(kind_names))]
    facts = {
        "lift": _lift(people, watch, steady, [np.ones(len(watch), dtype=bool)], places, drawn),
        "within": _lift(people, watch, steady, strata, places, drawn),
        "watch_against_steady": _against(people, watch, steady),
    }
    scored = people["volatility"] >= 0
    tables = {
        "rates": [{"freeze": freeze, **row} for row in rates.by_label(people)],
        "calibration": [{"freeze": freeze, **row} for row in rates.calibration(people)],
        "ranking": [
            {"freeze": freeze, "population": name, **row}
            for name, chosen in zip(POPULATIONS, (np.ones(len(scored), dtype=bool), scored), strict=True)
            if chosen.any()
            for row in _ranking(people, chosen, places, drawn)
        ],
        "subgroups": [
            {"freeze": freeze, "kind": kind, "name": name, **_against(people, watch & here, steady & here),
             **{f"lift{part}": value for part, value in zip(("", "_low", "_high"), _lift(
                 people, watch & here, steady & here, [here], places, drawn).values(), strict=True)}}
            for kind, name, here in rates.groups(people)
        ],
    }  # fmt: skip
    return facts, tables


def _ranking(people: Table, chosen: np.ndarray, places: np.ndarray, drawn: np.ndarray) -> list[dict]:
    return rank.ranking({name: column[chosen] for name, column in people.items()}, places[chosen], drawn)


def _lift(people: Table, one: np.ndarray, other: np.ndarray, strata: list[np.ndarray], places: np.ndarray,
          drawn: np.ndarray) -> dict[str, float]:  # fmt: skip
    authorities = drawn.shape[1]
    parts = [
        np.stack([clusters.totals(places, authorities, people[what] & group & stratum) for stratum in strata])
        if strata else np.zeros((1, authorities))
        for group in (one, other) for what in ("is_not_secure", "is_reinspected")
    ]  # fmt: skip
    return clusters.lift(*parts, drawn)._asdict()


def _against(people: Table, one: np.ndarray, other: np.ndarray) -> dict:
    told = {}
    for suffix, chosen in (("", one), ("_other", other)):
        row = rates.counted(people, chosen)
        names = {"frozen": "n_frozen", "again": "n_reinspected", "fell": "n_not_secure", "rate": "rate"}
        told |= {f"{name}{suffix}": row[column] for name, column in names.items()}
    return told


def of_null(con: duckdb.DuckDBPyConnection, chance: Chance) -> tuple[list[dict], list[dict]]:
    """The permutation test: a row per count over all types and for each, and how the deals came out."""
    text, _ = database.statement("backtest", "step")
    steps = rates.columns(con.execute(text))
    kinds, names = rates.codes(steps["provider_type"])
    groups, _ = rates.codes(steps["stands_alike"])
    draw = chance.draw(3)
    seen = null.observed(steps, kinds, np.arange(len(kinds)))
    chances = np.stack([null.observed(steps, kinds, null.dealt(groups, draw)) for _ in range(chance.draws)])
    had = np.bincount(kinds, weights=steps["had_dip"], minlength=len(names)).astype(int)
    told, draws = [], []
    for number, what in enumerate(null.COUNTED):
        about = {"counted": what, "provider_type": "all", "steps": len(kinds), "steps_after_a_dip": int(had.sum())}
        told.append({**about, **null.row(seen[number].sum(), chances[:, number].sum(axis=1))})
        told += [
            {**about, "provider_type": name, "steps": int((kinds == kind).sum()), "steps_after_a_dip": int(had[kind]),
             **null.row(seen[number, kind], chances[:, number, kind])}
            for kind, name in enumerate(names)
        ]  # fmt: skip
        counts = np.unique(chances[:, number].sum(axis=1), return_counts=True)
        draws += [{"counted": what, "count": int(n), "draws": int(times)} for n, times in zip(*counts, strict=True)]
    return told, draws


def merged(parts: list[Mapping[str, list[dict]]]) -> dict[str, list[dict]]:
    """The rows of every freeze, table by table."""
    return {name: [row for part in parts for row in part[name]] for name in parts[0]}
