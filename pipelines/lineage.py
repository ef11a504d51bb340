"""Which registrations may be one setting under a new number: pairs found by SQL, names compared here, points declared.

A pair is only ever proposed: it changes no label and no score until it is confirmed in `links.csv` (pipelines.links).
Points and their reasons are in `declared/lineage.csv`; the sum says how much speaks for a pair and is no probability.
"""

import re
from collections.abc import Sequence
from functools import cache

import duckdb
from rapidfuzz import fuzz

from pipelines import database, declared
from pipelines.links import Link

LINK = {"urn": "VARCHAR", "earlier_urn": "VARCHAR", "decision": "VARCHAR", "decided_on": "DATE"}
LINEAGE = {
    "urn": "VARCHAR", "earlier_urn": "VARCHAR", "decision": "VARCHAR", "score": "INTEGER", "reasons": "VARCHAR[]",
    "left_after": "DATE", "left_by": "DATE", "registered_on": "DATE", "decided_on": "DATE",
}  # fmt: skip


def take(con: duckdb.DuckDBPyConnection, links: Sequence[Link]) -> None:
    """Put the decided pairs where the statements find them: the temporary table `link`."""
    database.insert_rows(con, "link", LINK, list(links))


def make(con: duckdb.DuckDBPyConnection, values: dict[str, object]) -> None:
    """Write mart.lineage: one row per proposed or decided pair, with its points and the reasons in words."""
    database.create(con, "mart", "handover", values, temporary=True)
    cursor = con.execute("SELECT * FROM handover ORDER BY urn, earlier_urn")
    names = [column[0] for column in cursor.description]
    told = [_judged(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
    kept = [row for row in told if row["decision"]]
    spec = ", ".join(f"{name} {kind}" for name, kind in LINEAGE.items())
    con.execute(f"CREATE OR REPLACE TABLE mart.lineage ({spec})")
    columns = ", ".join(f"unnest(${name}::{kind}[])" for name, kind in LINEAGE.items())
    con.execute(f"INSERT INTO mart.lineage SELECT {columns}", {name: [row[name] for row in kept] for name in LINEAGE})
    con.execute("DROP TABLE handover")


def _judged(pair: dict) -> dict:
    """A pair with its points, reasons and decision: None where there are too few points to propose it."""
    score, reasons = points(pair)
    decision = pair["decision"] or ("likely" if score >= _rule("likely")[1] else None)
    return {**pair, "score": score if pair["is_same_postcode"] else None, "reasons": reasons, "decision": decision}


def points(pair: dict) -> tuple[int, list[str]]:
    """The points of one pair (0–100) and what they are for, in words. Names themselves are not repeated."""
    if not pair["is_same_postcode"]:
        return 0, []
    found = {"same postcode": "Same postcode"}
    alike = name_alike(pair["provider_name"], pair["earlier_name"])
    if alike >= _rule("same name")[1]:
        is_exact = _plain(pair["provider_name"]) == _plain(pair["earlier_name"])
        nearly = "The same name but for a common word" if alike == 100 else f"Nearly the same name ({alike}% alike)"
        found["same name"] = "Same name" if is_exact else nearly
    elif alike >= _rule("similar name")[1]:
        found["similar name"] = f"Similar name ({alike}% alike)"
    if pair["is_close"]:
        found["left and registered close together"] = "One left as the other registered"
    elif pair["may_be_close"]:
        found["may have left and registered close together"] = (
            "One may have left as the other registered: the releases do not say more closely"
        )
    if pair["is_same_person"]:
        found["same registered person"] = "Same registered person or company, by Ofsted's number"
    if pair["is_other_care"]:
        found["different kind of care"] = "One is out-of-school care and the other is not"
    return max(0, sum(_rule(name)[0] for name in found)), list(found.values())


def name_alike(one: str, other: str) -> int:
    """How alike two names are, 0–100, without the words every setting uses; 90 where one holds the other whole."""
    a, b = _distinctive(one), _distinctive(other)
    if a == b:
        return 100
    return int(
        max(
            fuzz.token_sort_ratio(a, b),
            fuzz.ratio(a.replace(" ", ""), b.replace(" ", "")),
            0.9 * fuzz.token_set_ratio(a, b),
        )
    )


def _distinctive(name: str) -> str:
    """The words of a name that tell settings apart; all of them where none does ("The Nursery")."""
    words = _plain(name)
    return " ".join([word for word in words if word not in _common_words()] or words)


def _plain(name: str) -> list[str]:
    return re.findall(r"\w+", re.sub("['’‘`]", "", name.casefold()).replace("&", " and "))


@cache
def _common_words() -> frozenset[str]:
    return frozenset(row["word"] for row in declared.rows("common_words"))


@cache
def _rule(evidence: str) -> tuple[int, int]:
    """The points of one kind of evidence, and the least it takes."""
    row = next(row for row in declared.rows("lineage") if row["evidence"] == evidence)
    return int(row["points"] or 0), int(row["at_least"] or 0)
