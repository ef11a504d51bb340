"""What a view must hold, worked out in plain Python from the published listing: a twin of the list's own SQL."""

import csv
import io
from collections.abc import Iterable, Mapping

from pipelines import domain

FLAGGED_TIERS = ("intensive", "targeted", "watch")
BEYOND = ("out of scope", "left")


def holds(row: Mapping, flag: str) -> bool:
    """Whether a setting carries a label or flag, as its label or beside a graver one."""
    if flag == "may affect funded places":
        return row["may_affect_funded_places"] is not None
    return flag == row["label"] or flag in (row["flags"] or ())


def view(listing: Mapping[str, Mapping], **filters: str) -> list[str]:
    """The URNs a view with these filters lists, in order of support priority."""
    rows: Iterable[Mapping] = listing.values()
    flag = filters.pop("flag", None)
    if flag not in BEYOND:
        rows = [row for row in rows if row["is_in_scope"]]
    if flag:
        rows = [row for row in rows if holds(row, flag)]
    elif "tier" not in filters:
        rows = [row for row in rows if row["tier"] in FLAGGED_TIERS]
    rows = [row for row in rows if all((row[key] or "not scored") == value for key, value in filters.items())]
    return [row["urn"] for row in sorted(rows, key=priority)]


def priority(row: Mapping) -> tuple:
    """Tier, then label, then scores, then URN."""
    tiers = (*domain.TIERS, None)
    return (
        tiers.index(row["tier"]), domain.LABELS.index(row["label"]), falling(row["volatility"]),
        falling(row["decline"]), row["urn"],
    )  # fmt: skip


def falling(score: float | None) -> float:
    """Highest first, unscored last."""
    return 1.0 if score is None else -score


def csv_rows(content: bytes) -> list[dict[str, str]]:
    """The rows of one of our CSV files; its byte order mark is required."""
    assert content.startswith(b"\xef\xbb\xbf"), "no byte order mark"
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
