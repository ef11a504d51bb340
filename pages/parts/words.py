"""Sentences the pages say: findings, captions, empty results. Words of labels and flags come from the declared tables."""

from collections.abc import Mapping

from pages.parts import data

WATCHED = "Shown: settings in the intensive, targeted and watch tiers."


def displayed() -> dict[str, str]:
    """Each code as readers see it."""
    tiers = {"intensive": "Intensive", "targeted": "Targeted", "watch": "Watch", "universal": "Universal"}
    return tiers | {code: row["display"] for code, row in data.words().items()}


def plural(count: int, one: str = "setting", many: str = "settings") -> str:
    """1 setting, 1,204 settings."""
    return f"{count:,} {one if count == 1 else many}"


def denominator(counts: Mapping) -> str:
    """What the tier counts are out of."""
    return f"of {counts['scope']:,} on the Early Years Register. Flagged for:"


def finding(chosen, found: Mapping, words: Mapping[str, str]) -> str:
    """The list's title: how many of whom."""
    where = chosen.values.get("local_authority") or chosen.values.get("region") or chosen.values.get("constituency")
    place = f" in {' and '.join(where)}" if where and len(where) < 3 else ""
    narrow = [words.get(v, v) for key in ("tier", "flag") for v in chosen.values.get(key, ())]
    if narrow:
        kind = ": " + ", ".join(narrow)
    else:
        kind = " found" if chosen.find else " flagged"
    return f"{plural(found['total'])}{kind}{place}" if not narrow else f"{plural(found['total'])}{place}{kind}"


def list_caption(found: Mapping) -> str:
    """Which rows these are, and how to read the scores."""
    return (
        f"{found['first']:,}–{found['last']:,} of {found['total']:,}. Scores run 0–100 and only order settings; in "
        "brackets, the share of scored settings of the same type below it."
    )


def nothing_found(chosen) -> str:
    """An empty list, with the next step."""
    if chosen.find:
        return f"No setting matches “{chosen.find}” here. Check the spelling, or clear the other filters to look everywhere."
    return "No setting matches all of these filters. Take one away, or clear them all."


TIMELINE = (
    "Each mark is a graded inspection. Hollow marks and dashed steps are provisional and count half. "
    "Ticks are visits without a grade, hollow when Not met. Source: Ofsted."
)
NO_INSPECTION = "No inspection of this setting has been seen yet. Look again after the next release."


def rule_and_evidence(row: Mapping) -> str:
    """Which rule fired and how much history stands behind it."""
    seen = plural(row["scored_count"], "graded inspection", "graded inspections")
    return f"Rule: {row['rule'].rstrip('.')}. Evidence: {row['evidence'] or 'not scored'} ({seen})."
