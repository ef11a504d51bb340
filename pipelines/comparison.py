"""What makes a comparison of areas fair: intervals, and no shares where there are few settings."""

import math

from pipelines import reads

FEW_SETTINGS = 30  # under this many, one setting more or less moves a share by over three points
NORMAL_95 = 1.96  # standard errors either side of a 95 % interval


def areas(served: reads.Served, kind: str) -> list[dict]:
    """Areas as `areas` gives them, each with what makes a fair comparison of the watch share.

    is_few: too few settings for a share; watch_low, watch_high: the 95 % interval (Wilson) of its share;
    against: 'above', 'below' or 'alike', whether the share of the whole lies outside that interval (None where few).
    """
    rows = reads.areas(served, kind)
    whole = next((row["watch_share"] for row in rows if row["area_kind"] == "all"), 0.0)
    return [{**row, **_compared(row, whole)} for row in rows]


def _compared(row: dict, whole: float) -> dict:
    low, high = wilson(row["watch"], row["settings"])
    is_few = row["settings"] < FEW_SETTINGS
    against = None if is_few else "above" if low > whole else "below" if high < whole else "alike"
    return {"is_few": is_few, "watch_low": low, "watch_high": high, "against": against}


def wilson(count: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson's score interval: never outside 0–1, honest near its ends)."""
    square = NORMAL_95**2
    centre = (count + square / 2) / (of + square)
    half = NORMAL_95 / (of + square) * math.sqrt(count * (of - count) / of + square / 4)
    return max(0.0, centre - half), min(1.0, centre + half)
