"""The boring twin of the intervals: quantiles of a Beta distribution in plain Python, by bisection.

Written from the textbook (the regularised incomplete beta function by its continued fraction), and not from the SQL.
"""

from math import exp, lgamma, log, log1p

TINY = 1e-300


def share_below(x: float, a: float, b: float) -> float:
    """How much of a Beta(a, b) lies below x: the regularised incomplete beta function."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _continued(x, a, b) / a
    return 1 - front * _continued(1 - x, b, a) / b


def _continued(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function, by Lentz's method."""
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > TINY else TINY)
    total = d
    for m in range(1, 10_000):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d, c = 1 + term * d, 1 + term / c
            d = 1 / (d if abs(d) > TINY else TINY)
            c = c if abs(c) > TINY else TINY
            total *= d * c
        if abs(d * c - 1) < 1e-14:
            return total
    raise ArithmeticError(f"no convergence for Beta({a}, {b}) at {x}")


def quantile(q: float, a: float, b: float) -> float:
    """The x below which a share q of a Beta(a, b) lies, to the last digit or so."""
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if share_below(middle, a, b) < q else (low, middle)
    return (low + high) / 2
