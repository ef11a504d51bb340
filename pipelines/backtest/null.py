"""Do settings fall again after coming back more often than chance would have it? A permutation test.

Chance here: what comes next depends on the kind of provider, the number of inspections, the present grade and the
framework it was given under, and on nothing before. So at each inspection the remainders of all histories that stand
alike in these are dealt out again; every step really seen is kept, only who took it is not. If the histories truly hold
more relapses than almost every such deal, settings remember: that is a yo-yo trait. Left out: the window of ten years.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

COUNTED = {
    "relapse": "settings that fell again after coming back",
    "yo-yo": "the same, provisional falls and dips that were only Satisfactory left out",
}
SHORTEST = 3  # inspections: a relapse needs below Good, Good, below Good


class Histories(NamedTuple):
    """All histories of one length: one row per setting, one column per inspection, and the setting's provider type."""

    state: np.ndarray  # grade and framework as one number
    is_secure: np.ndarray
    is_satisfactory: np.ndarray
    is_card: np.ndarray
    kind: np.ndarray


def lengths(urn: np.ndarray, kind: np.ndarray, columns: Sequence[np.ndarray]) -> Iterator[Histories]:
    """Histories by length from inspections in order of provider and date."""
    _, first, count = np.unique(urn, return_index=True, return_counts=True)
    for length in sorted(set(count[count >= SHORTEST])):
        rows = first[count == length]
        at = rows[:, None] + np.arange(length)
        yield Histories(*(column[at] for column in columns), kind[rows])


def relapses(found: Histories, owner: np.ndarray) -> dict[str, np.ndarray]:
    """Which rows hold each of COUNTED, when inspection k of row i is that of row owner[i, k]."""
    rows, length = owner.shape
    has_dip, solid_dip, solid_now = (np.zeros(rows, dtype=bool) for _ in range(3))
    held = {name: np.zeros(rows, dtype=bool) for name in COUNTED}
    was = was_satisfactory = was_card = None
    for k in range(length):
        secure, satisfactory = found.is_secure[owner[:, k], k], found.is_satisfactory[owner[:, k], k]
        card = found.is_card[owner[:, k], k]
        if k:
            fall, rise = was & ~secure, ~was & secure
            held["relapse"] |= fall & has_dip
            held["yo-yo"] |= fall & has_dip & solid_dip & ~satisfactory & ~was_satisfactory & (card == was_card)
            has_dip |= rise
            solid_dip = np.where(rise, solid_now, solid_dip)
            solid_now &= ~rise  # the next dip begins afresh
        solid_now |= ~secure & ~satisfactory
        was, was_satisfactory, was_card = secure, satisfactory, card
    return held


def dealt(found: Histories, draw: np.random.Generator) -> np.ndarray:
    """Whose inspection each row holds at each place after one deal."""
    rows, length = found.state.shape
    owner = np.repeat(np.arange(rows)[:, None], length, axis=1)
    for k in range(length - 1):
        alike = found.kind * (found.state.max() + 1) + found.state[owner[:, k], k]
        stands, shuffled = np.argsort(alike, kind="stable"), np.lexsort((draw.random(rows), alike))
        owner[stands, k + 1 :] = owner[shuffled, k + 1 :]
    return owner


def test(groups: Sequence[Histories], kinds: int, draws: int, draw: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Observed counts (by COUNTED, by kind) and the same for every deal."""
    observed = np.zeros((len(COUNTED), kinds), dtype=int)
    chance = np.zeros((draws, len(COUNTED), kinds), dtype=int)
    for group in groups:
        own = np.repeat(np.arange(len(group.kind))[:, None], group.state.shape[1], axis=1)
        observed += _count(group, own, kinds)
        for number in range(draws):
            chance[number] += _count(group, dealt(group, draw), kinds)
    return observed, chance


def _count(group: Histories, owner: np.ndarray, kinds: int) -> np.ndarray:
    held = relapses(group, owner)
    return np.stack([np.bincount(group.kind[rows], minlength=kinds) for rows in held.values()])


def row(observed: int, chance: np.ndarray) -> dict:
    """observed, mean, low, high; p and p_fewer: the share of deals, this one too, with as many or more, or fewer."""
    low, high = np.percentile(chance, (2.5, 97.5))
    return {
        "observed": int(observed), "mean": float(chance.mean()), "low": float(low), "high": float(high),
        "p": float((1 + (chance >= observed).sum()) / (1 + len(chance))),
        "p_fewer": float((1 + (chance <= observed).sum()) / (1 + len(chance))), "draws": len(chance),
    }  # fmt: skip
