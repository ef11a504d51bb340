"""Sentences said of one setting alike on screen and in print, from its row of mart.listing.

Left out: what only the screen says (pages/parts/telling.py) and what only print says (pipelines/briefing).
"""

from collections.abc import Mapping

from pipelines import domain, reads

FUNDED = {
    "all places": "May affect funded places: all of them. After an inspection like its latest a council may withhold "
    "or end funding. This is a power, not a duty.",
    "disadvantaged two-year-olds": "May affect funded places for disadvantaged two-year-olds, and only where better "
    "places are available nearby. This is a council’s power, not a duty.",
}
NO_INSPECTION = "No inspection of this setting has been seen yet. Look again after the next release."
RESULTS = (
    "Results by area as Ofsted published them. Does not apply: Ofsted prints a dash. Not given: no loaded release "
    "gives a result, as before an area was judged."
)
SUPPORT = "What often helps with areas like these: a place to start the conversation, not a prescription."
NO_SUPPORT = "No area was below Good (or Expected standard) at the latest inspection, so no theme is named."
NO_AREAS = "The latest inspection was below Good, but the loaded releases name no weak area, so no theme is named."
OWN_NAMES = {
    ("four-point", "overall"): "Overall effectiveness",
    ("four-point", "safeguarding"): "Safeguarding effective",
    ("report card", "safeguarding"): "Safeguarding standards",
}


def name_of(row: Mapping) -> str:
    """The setting's name, or the plain fact that Ofsted withholds it."""
    return row["provider_name"] or f"{row['provider_type']} {row['urn']}"


def area_names() -> dict[tuple[str, str], str]:
    """What each judged area is called, by family and area."""
    return {(one["family"], one["area"]): one["display"] for one in reads.judged_areas()} | OWN_NAMES


def result(code: str | None) -> str:
    """A printed result in words."""
    return "Not given" if code is None else f"{code[:1].upper()}{code[1:]}"


def withheld(row: Mapping) -> str | None:
    """That the name is withheld, and by whom."""
    if not row["is_name_withheld"]:
        return None
    if row["label"] == "left" and not row["provider_name"]:
        return "The name is withheld: this person has left the register"
    who = "childminder" if row["provider_type"].startswith("Childminder") else "setting"
    return f"Ofsted withholds this {who}’s name"


def last_seen(row: Mapping) -> str:
    """That no newer release covers a setting still on the register, where that is so; else nothing."""
    if not row["is_in_scope"] or row["last_seen_on"] >= row["as_at"]:
        return ""
    return (
        f"Known as at {domain.long_date(row['last_seen_on'])}. No newer release loaded here covers its authority, so "
        "later inspections may be missing."
    )


def rule_and_evidence(row: Mapping) -> str:
    """Which rule fired, how much history stands behind it, and what the loaded releases cannot show."""
    seen = f"{row['scored_count']:,} graded inspection{'' if row['scored_count'] == 1 else 's'}"
    rule = "none of the patterns above Steady fits" if row["label"] == "steady" else reads.words()[row["label"]]["rule"]
    return f"Rule: {rule}. Evidence: {row['evidence'] or 'not scored'} ({seen})." + _limits(row)


def _limits(row: Mapping) -> str:
    if row["label"] == "out of scope":
        return f" Last seen in the release as at {domain.long_date(row['last_seen_on'])}."
    if row["label"] == "left":
        return ""  # the reason above says when it was last seen
    if not row["can_show_pattern"]:
        return (
            " The loaded releases have room for fewer than three of its graded inspections, so patterns cannot be "
            "seen: add releases of 2020 to 2023."
        )
    return " Earlier inspections may exist." if row["has_earlier_history"] else ""


def in_words(history: list[Mapping], as_at) -> str:
    """The timeline in words, for those who do not see it."""
    told = [
        f"{row['words']}, {domain.long_date(row['inspected_on'])}" + (f" ({row['band']})" if row["band"] else "")
        for row in history
    ]
    return f"Timeline of {len(history)} inspections as at {domain.long_date(as_at)}: " + "; ".join(told) + "."
