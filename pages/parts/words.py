"""Sentences the pages say: findings, captions, empty results. Words for codes come from the declared tables."""

from collections.abc import Mapping

from pages.parts import data

QUIET = ("steady", "not enough history")  # no pattern: the universal tier already counts them


def displayed() -> dict[str, str]:
    """Each code as readers see it."""
    return {code: row["display"] for code, row in data.words().items()}


def pressable(counts: Mapping) -> dict[str, int]:
    """The flags worth a press: those that occur and say something to act on."""
    return {flag: count for flag, count in counts["flags"].items() if count and flag not in QUIET}


def plural(count: int, one: str = "setting", many: str = "settings") -> str:
    """1 setting, 1,204 settings."""
    return f"{count:,} {one if count == 1 else many}"


def denominator(counts: Mapping) -> str:
    """What the tier counts are out of."""
    return f"of {counts['scope']:,} on the Early Years Register"


def finding(chosen, found: Mapping, words: Mapping[str, str]) -> str:
    """The list's title: how many of whom."""
    where = chosen.values.get("local_authority") or chosen.values.get("region") or chosen.values.get("constituency")
    place = f" in {' and '.join(where)}" if where and len(where) < 3 else ""
    narrow = [words.get(v, v) for key in ("tier", "flag") for v in chosen.values.get(key, ())]
    if narrow:
        return f"{plural(found['total'])}{place}: {', '.join(narrow)}"
    return f"{plural(found['total'])} {'found' if chosen.find else 'flagged'}{place}"


def list_caption(found: Mapping) -> str:
    """Which rows these are, and how to read the scores."""
    return (
        f"{found['first']:,}–{found['last']:,} of {found['total']:,}. Scores run 0–100 and only order settings; in "
        "brackets, the share of scored settings of the same type below it."
    )


def no_such_page(chosen, found: Mapping) -> str:
    """The address asks for a page past the last."""
    return f"There is no page {chosen.page:,} of this list: this is page {found['page']:,}, the last."


def nothing_found(chosen) -> str:
    """An empty list, with the next step."""
    if chosen.find:
        return f"No setting matches “{chosen.find}” here. Check the spelling, or clear the filters to look everywhere."
    return "No setting matches all of these filters. Take one away, or clear them all."


TIMELINE = (
    "Each mark is a graded inspection. Hollow marks and dashed steps are provisional and count half. "
    "Ticks are visits without a grade, hollow when Not met. Source: Ofsted."
)
NO_URN = "Choose a setting in the list, or find it there by name, URN or postcode."
NO_INSPECTION = "No inspection of this setting has been seen yet. Look again after the next release."


def rule_and_evidence(row: Mapping) -> str:
    """Which rule fired and how much history stands behind it."""
    seen = plural(row["scored_count"], "graded inspection", "graded inspections")
    rule = data.words()[row["label"]]["rule"]
    return f"Rule: {rule}. Evidence: {row['evidence'] or 'not scored'} ({seen})." + _limits(row)


def _limits(row: Mapping) -> str:
    """What the loaded releases cannot show about this setting, and what would."""
    if not row["can_show_pattern"]:
        return " The loaded releases cannot hold three inspections, so patterns cannot be seen: add earlier releases."
    return " Earlier inspections may exist." if row["has_earlier_history"] else ""
