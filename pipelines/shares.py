"""A share as readers meet it, on every screen and in every document: one way to print a percentage.

No decimals under 100 cases, one above. None and all are plain, and what would only round to them says so. Of fewer
settings than `few_settings` no share is printed at all (METHOD.md): there stands how many of how many.
"""

import math

from pipelines import comparison

MANY = 100  # cases from which a percentage has a decimal


def percent(share: float, of: int = MANY) -> str:
    """A share of so many cases, however few these are.

    >>> [percent(share, 356) for share in (0.0618, 0.0, 1.0, 0.0002, 0.9999)]
    ['6.2%', '0%', '100%', 'under 0.1%', 'over 99.9%']
    >>> percent(0.0618, 40)
    '6%'
    """
    told, least = _rounded(share, of), 1 if of < MANY else 0.1
    if told == "0" and share > 0:
        return f"under {least}%"
    return f"over {100 - least}%" if told == "100" and share < 1 else f"{told}%"


def _rounded(share: float, of: int) -> str:
    told = f"{100 * share:.{0 if of < MANY else 1}f}"
    return told.removesuffix(".0") if told in ("0.0", "100.0") else told


def of_settings(count: int, of: int) -> str:
    """A count as a share of so many settings; nothing where they are too few to say."""
    return "" if of < comparison.few_settings() else percent(count / of, of)


def out_of(count: int, of: int) -> str:
    """A share with what it is out of, '5.7% (14 of 245)'; the counts alone of none, or of too few."""
    told, share = f"{count:,} of {of:,}", of_settings(count, of)
    return f"{share} ({told})" if count and share else told


def between(low: float, high: float, of: int = MANY) -> str:
    """An interval of a share of so many: '3.4% to 9.4%'."""
    return f"{_rounded(low, of)}% to {_rounded(high, of)}%"


def with_interval(share: float, low: float, high: float, of: int) -> str:
    """A share with its interval: '2.4% (2.0–2.9%)'. The ends are never alike, which would say that it is known."""
    if _rounded(low, of) == _rounded(high, of):  # of thousands, so there is one decimal
        low, high = math.floor(1000 * low) / 1000, math.ceil(1000 * high) / 1000
    return f"{percent(share, of)} ({_rounded(low, of)}–{_rounded(high, of)}%)"
