"""How well an order tells the settings that fell from those that did not: ours, and the plain ones it must beat.

Rankers are columns of the population, the higher the sooner to look at. Two figures each. AUC: take one setting that
fell and one that did not; how often the one that fell stands higher (a tie counts half). Capture and precision: of the
top 5, 10 and 20 % of each authority's settings, the share of all falls found there, and the share of those inspected
again that fell. Settings that tie at the cut share the places left.
"""

import math
from collections.abc import Mapping

import numpy as np

from pipelines.backtest import clusters
from pipelines.backtest.clusters import Estimate

OURS = ("support priority", "volatility")
RANKERS = {
    "support priority": "priority", "volatility": "volatility", "latest grade": "latest_grade",
    "years since inspection": "years", "newest inspection first": "recent", "count of changes": "changes",
    "provider type": "kind", "random": "random",
}  # fmt: skip
BASELINES = tuple(name for name in RANKERS if name not in OURS)
TOPS = (0.05, 0.10, 0.20)


def pairs(score: np.ndarray, fell: np.ndarray, places: np.ndarray, authorities: int) -> np.ndarray:
    """How many pairs are told right: row, the authority of the one that fell; column, of the one that did not."""
    right = np.zeros((authorities, authorities))
    scores, rows = score[fell], places[fell]
    for column in range(authorities):
        others = np.sort(score[~fell & (places == column)])
        under, upto = np.searchsorted(others, scores, "left"), np.searchsorted(others, scores, "right")
        right[:, column] = np.bincount(rows, weights=(under + upto) / 2, minlength=authorities)
    return right


def auc(right: np.ndarray, fell: np.ndarray, stayed: np.ndarray, drawn: np.ndarray) -> tuple[float, np.ndarray]:
    """The AUC, and its value under each draw. `fell` and `stayed`: settings per authority."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value = right.sum() / (fell.sum() * stayed.sum()) if fell.sum() and stayed.sum() else math.nan
        return value, ((drawn @ right) * drawn).sum(axis=1) / ((drawn @ fell) * (drawn @ stayed))


def top_share(score: np.ndarray, places: np.ndarray, share: float) -> np.ndarray:
    """For each setting, how much of it is within the top share of its authority: 1, 0, or a part where it ties.

    The top holds the share rounded up to whole settings.
    """
    inside = np.zeros(len(score))
    for place in np.unique(places):
        here = np.flatnonzero(places == place)
        wanted = math.ceil(share * len(here) - 1e-9)
        cut = np.sort(score[here])[::-1][wanted - 1]
        above, level = score[here] > cut, score[here] == cut
        inside[here[above]] = 1
        inside[here[level]] = (wanted - above.sum()) / level.sum()
    return inside


def ranking(people: Mapping[str, np.ndarray], places: np.ndarray, drawn: np.ndarray) -> list[dict]:
    """One row per ranker: AUC, how far ours is above it, capture and precision, each AUC with its interval."""
    again, fell = people["is_reinspected"], people["is_not_secure"]
    authorities = drawn.shape[1]
    fell_in = clusters.totals(places, authorities, fell)
    stayed_in = clusters.totals(places, authorities, again & ~fell)
    is_few = fell.sum() < clusters.FEW_EVENTS or authorities < clusters.FEW_AUTHORITIES
    rows, ours = [], None
    for name, column in RANKERS.items():
        score = people[column]
        right = pairs(score[again], fell[again], places[again], authorities)
        value, under_draws = auc(right, fell_in, stayed_in, drawn)
        ours = (value, under_draws) if ours is None else ours
        estimate = clusters.NOTHING if is_few else clusters.interval(value, under_draws, authorities)
        ahead = clusters.NOTHING if is_few else clusters.interval(ours[0] - value, ours[1] - under_draws, authorities)
        rows.append({
            "ranker": name, "kind": "ours" if name in OURS else "baseline", "n_frozen": len(score),
            "n_reinspected": int(again.sum()), "n_not_secure": int(fell.sum()),
            **_named("auc", estimate), **_named("ahead", ahead if name != OURS[0] else clusters.NOTHING),
            **_tops(score, places, again, fell),
        })  # fmt: skip
    return rows


def _named(name: str, estimate: Estimate) -> dict:
    return {name: estimate.value, f"{name}_low": estimate.low, f"{name}_high": estimate.high}


def _tops(score: np.ndarray, places: np.ndarray, again: np.ndarray, fell: np.ndarray) -> dict:
    told = {}
    for share in TOPS:
        inside = top_share(score, places, share)
        found, seen = float((inside * fell).sum()), float((inside * again).sum())
        top = round(100 * share)
        told[f"capture_{top}"] = found / fell.sum() if fell.any() else math.nan
        told[f"precision_{top}"] = found / seen if seen else math.nan
        told[f"again_{top}"] = round(seen)  # of settings that tie at the cut a part: whole settings
    return told
