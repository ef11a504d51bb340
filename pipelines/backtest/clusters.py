"""Intervals that allow for settings of one authority being alike: whole authorities are drawn again, not settings.

A draw gives each authority a weight, how often it was drawn; a figure is a sum over authorities under those weights.
A 95 % interval is the middle 95 % of the draws, a little more where there are few authorities (percentile bootstrap).
"""

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

FEW_EVENTS = 10  # fewer falls than this on either side of a comparison: too few to say
FEW_AUTHORITIES = 5  # fewer than this and drawing them again says little
MOST_UNDEFINED = 0.05  # share of draws that may have no value before an interval is not given


class Estimate(NamedTuple):
    """A figure with its 95 % interval; NaN throughout where there is too little to say."""

    value: float
    low: float
    high: float

    @property
    def is_known(self) -> bool:
        return not math.isnan(self.low)


NOTHING = Estimate(math.nan, math.nan, math.nan)


def weights(authorities: int, draws: int, draw: np.random.Generator) -> np.ndarray:
    """One row per draw: how often each authority was drawn."""
    return draw.multinomial(authorities, np.full(authorities, 1 / authorities), size=draws).astype(float)


def totals(places: np.ndarray, authorities: int, chosen: np.ndarray) -> np.ndarray:
    """How many chosen settings each authority has (or the sum of what is given instead of true and false)."""
    return np.bincount(places, weights=chosen.astype(float), minlength=authorities)


def interval(value: float, drawn: np.ndarray, authorities: int) -> Estimate:
    """A figure with the 95 % interval of its draws, widened for few authorities (Hesterberg's expanded percentile)."""
    undefined = np.isnan(drawn)
    if math.isnan(value) or undefined.mean() > MOST_UNDEFINED:
        return Estimate(value, math.nan, math.nan)
    tail = 100 * tail_share(authorities)
    low, high = np.percentile(drawn[~undefined], (tail, 100 - tail))
    return Estimate(value, float(low), float(high))


def tail_share(authorities: int) -> float:
    """The share of draws to leave out at each end: 0.025 for many authorities, less for few.

    Draws of few authorities vary too little: by the t distribution and the factor n / (n - 1). The quantile of t is by
    its series in 1 / (n - 1), right to two decimals from five authorities on.
    """
    z, rest = NormalDist().inv_cdf(0.975), authorities - 1
    t = z + (z**3 + z) / (4 * rest) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * rest**2)
    t += (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * rest**3)
    return NormalDist().cdf(-t * math.sqrt(authorities / rest))


def lift(fell: np.ndarray, again: np.ndarray, fell_other: np.ndarray, again_other: np.ndarray,
         drawn: np.ndarray) -> Estimate:  # fmt: skip
    """The rate of one group over that of another. Each argument: one row per stratum, one column per authority.

    Over several strata the ratio of Mantel and Haenszel: both groups are compared within each stratum. NaN where either
    group has fewer than FEW_EVENTS falls.
    """
    if min(fell.sum(), fell_other.sum()) < FEW_EVENTS or drawn.shape[1] < FEW_AUTHORITIES:
        return NOTHING
    return interval(
        float(_ratio(*(part.sum(axis=1)[:, None] for part in (fell, again, fell_other, again_other)))[0]),
        _ratio(*(part @ drawn.T for part in (fell, again, fell_other, again_other))),
        drawn.shape[1],
    )


def _ratio(fell: np.ndarray, again: np.ndarray, fell_other: np.ndarray, again_other: np.ndarray) -> np.ndarray:
    whole = again + again_other
    with np.errstate(divide="ignore", invalid="ignore"):
        above = np.nansum(fell * again_other / whole, axis=0)
        below = np.nansum(fell_other * again / whole, axis=0)
        return above / below
