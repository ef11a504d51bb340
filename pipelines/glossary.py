"""The words the product uses in a sense of its own, in plain English, with the parameters in force filled in."""

from functools import cache

from pipelines import declared


@cache
def terms() -> tuple[dict[str, str], ...]:
    """Every term in order: term, meaning, see (the heading of the method page that says more)."""
    return tuple({**row, "meaning": declared.fill(row["meaning"])} for row in declared.rows("glossary"))


@cache
def words() -> dict[str, dict]:
    """For each label, flag and tier: display, print, rule and meaning, with the parameters in force filled in."""
    told = {}
    for kind in ("labels", "flags", "tiers"):
        for row in declared.rows(kind):
            told[row[kind[:-1]]] = {
                "display": row["display"], "print": row.get("print", row["display"]),
                "rule": declared.fill(row.get("rule", "")), "meaning": row["meaning"], "tier": row.get("tier", ""),
            }  # fmt: skip
    return told
