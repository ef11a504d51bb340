"""What a view must hold, worked out in plain Python from the published listing: a twin of the list's own SQL."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping

from pipelines import domain

FLAGGED_TIERS = ("intensive", "targeted", "watch")
BEYOND = ("out of scope", "left")
ONE = re.compile(r"\b(after|child|day|kinder|play|pre|wrap) (?=around|care|centre|garten|group|mind|scheme|school)")


def search_key(text: str) -> str:
    """How names are compared in a search."""
    letters = unicodedata.normalize("NFD", text.replace("&", " and ")).lower()
    letters = "".join(one for one in letters if not unicodedata.combining(one) and one not in "'’‘‛ʼʹ′`´.")
    return ONE.sub(r"\1", " ".join(re.findall(r"[^\W_]+", letters)))


def searched(row: Mapping) -> str:
    """All that a search looks at of a setting: the name, or what stands for it, first."""
    name = row["provider_name"] or f"{row['provider_type']} {row['provider_subtype'] or ''}"
    postcode, town = row["postcode"] or "", (row["address"] or "").rsplit(",", 1)[-1]
    return " ".join(map(search_key, (name, row["urn"], postcode, postcode.replace(" ", ""), town)))


def holds(row: Mapping, flag: str) -> bool:
    """Whether a setting carries a label or flag, as its label or beside a graver one."""
    if flag == "may affect funded places":
        return row["may_affect_funded_places"] is not None
    return flag == row["label"] or flag in (row["flags"] or ())


def view(listing: Mapping[str, Mapping], **filters: str) -> list[str]:
    """The URNs a view with these filters lists, by support priority; of a search, names that begin so first."""
    rows: Iterable[Mapping] = listing.values()
    flag, find = filters.pop("flag", None), filters.pop("find", None)
    if flag not in BEYOND and not find:
        rows = [row for row in rows if row["is_in_scope"]]
    if flag:
        rows = [row for row in rows if holds(row, flag)]
    elif "tier" not in filters and not find:
        rows = [row for row in rows if row["tier"] in FLAGGED_TIERS]
    rows = [row for row in rows if all((row[key] or "not scored") == value for key, value in filters.items())]
    if find:
        key = search_key(find)
        rows = [row for row in rows if key and all(word in searched(row) for word in key.split(" "))]
        return [row["urn"] for row in sorted(rows, key=lambda row: (not searched(row).startswith(key), *priority(row)))]
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
