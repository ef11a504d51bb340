"""Do settings fall again after coming back more often than chance would have it? A permutation test.

Chance here: whether a setting that is Good or better falls at its next inspection depends on the kind of provider, its
present grade, the year it was given in and whether it was its first, and on no earlier grade. So what came next is
dealt out again among all inspections that stand alike in these (pipelines/sql/backtest/step.sql says which): the number
of falls stays, only whose they are does not. If more of the true falls are falls of settings that had been below Good
before than in almost every such deal, earlier grades matter: a yo-yo trait. Left out: the ten-year window.
"""

from collections.abc import Mapping

import numpy as np

COUNTED = {
    "relapse": "fell below Good again after coming back",
    "yo-yo": "the same without provisional falls and dips that were only Satisfactory",
}
BEFORE = {"relapse": "had_dip", "yo-yo": "had_solid_dip"}
AFTER = {"relapse": "is_fall", "yo-yo": "is_solid_fall"}


def observed(steps: Mapping[str, np.ndarray], kinds: np.ndarray, places: np.ndarray) -> np.ndarray:
    """How many of each of COUNTED (row) each kind of provider has (column), when step i is dealt the outcome of step
    places[i]."""
    held = (steps[BEFORE[name]] & steps[AFTER[name]][places] for name in COUNTED)
    return np.stack([np.bincount(kinds, weights=one, minlength=kinds.max(initial=-1) + 1) for one in held]).astype(int)


def dealt(groups: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """For each step, the step of its group whose outcome it is dealt."""
    places = np.empty(len(groups), dtype=int)
    places[np.argsort(groups, kind="stable")] = np.lexsort((draw.random(len(groups)), groups))
    return places


def row(seen: int, chance: np.ndarray) -> dict:
    """observed, mean, low, high; p and p_fewer: the share of deals, this one too, with as many or more, or fewer."""
    low, high = np.percentile(chance, (2.5, 97.5))
    return {
        "observed": int(seen), "mean": float(chance.mean()), "low": float(low), "high": float(high),
        "p": float((1 + (chance >= seen).sum()) / (1 + len(chance))),
        "p_fewer": float((1 + (chance <= seen).sum()) / (1 + len(chance))), "draws": len(chance),
    }  # fmt: skip
