"""Sentences said of one setting alike on screen, in print and on the command line, from its row of mart.listing.

Left out: what only the screen says (pages/parts/telling.py) and what only print says (pipelines/briefing).
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from pipelines import comparison, domain, glossary, judgements, shares

HAPPENED, SAID, RELEVANT = "What happened when", "What each inspection said", "Relevant support"
LIKE, LABEL_MOVED = "Settings like this one", "How its label moved"
ADDS_UP, COMES_FROM = "How the points add up", "Where this comes from"

FUNDED = {
    "all places": "May affect all its funded places. After an inspection like its latest a council may withhold or end "
    "funding. This is a power, not a duty.",
    "disadvantaged two-year-olds": "May affect its funded places for disadvantaged two-year-olds, no others, and only "
    "where better places are available nearby. This is a council’s power, not a duty.",
}
THREE = "Those of 2020 to 2023 print three"  # releases, where too few graded inspections are printed
NO_INSPECTION = "No inspection of this setting has been seen yet. Look again after the next release."
RESULTS = (
    "Results by area as Ofsted published them. Safeguarding is Met or Not met; beside four-point grades Ofsted prints "
    "Yes or No for it. Does not apply: Ofsted prints a dash. Not given: no release used here gives a result, as before "
    "an area was judged."
)
CARRIED, EARLIER = "†", "earlier registration"  # beside a mark of a history in one line, and what it means
CARRIED_OVER = f"{CARRIED} An inspection of an {EARLIER}, carried over by a confirmed link."
SUPPORT = "What often helps with areas like these: a place to start the conversation, not a prescription."
NO_SUPPORT = "No area was below Good (or Expected standard) at the latest inspection, so no theme is named."
NO_AREAS = "The latest inspection was below Good, but the releases used here name no weak area, so no theme is named."
POINTS = (
    "One row for each step between graded inspections. Points say how far and which way it moved; the weight fades "
    "with time. The score only orders settings that share a label."
)
THIRD_GRADE = "Printed as grade 3, which is called Requires improvement since 4 November 2013."
SCORES = {"volatility": "volatility", "decline": "decline score"}
NO_MOVE = {"volatility": "never moved", "decline": "no decline"}  # what a score of 0 means
STEPS = {"crossing": "across Good", "relapse": "fell again"}  # what a step is, in words for everybody
ORIGIN = "Each inspection, the releases that print it, and anywhere they disagree."
SAFEGUARDING = {"yes": "met", "no": "not met"}  # is it effective? As printed with the four-point grades
OWN_NAMES = {
    ("four-point", "overall"): "Overall effectiveness",
    ("four-point", "safeguarding"): "Safeguarding",
    ("report card", "safeguarding"): "Safeguarding",
}


def kind(row: Mapping) -> str:
    """What kind of provision it is: Ofsted's subtype (Full day care, say), or its provider type where there is none."""
    return row["provider_subtype"] or row["provider_type"]


def carried_over(*rows: Mapping) -> str:
    """What the sign beside some of the marks of these settings means; nothing where none has it."""
    return CARRIED_OVER if any(step["is_carried_over"] for row in rows for step in row["marks"] or ()) else ""


def called(row: Mapping) -> str:
    """What stands for a name that is withheld: the kind of provision; a childminder is a childminder."""
    is_person = row["provider_type"].startswith("Childminder")
    return row["provider_type"] if is_person else row.get("provider_subtype") or row["provider_type"]


def name_of(row: Mapping) -> str:
    """The setting's name, or what stands for it where Ofsted withholds it."""
    return row["provider_name"] or f"{called(row)} {row['urn']}"


def area_names() -> dict[tuple[str, str], str]:
    """What each judged area is called, by family and area."""
    return {(one["family"], one["area"]): one["display"] for one in judgements.areas()} | OWN_NAMES


def who(row: Mapping) -> str:
    """Kind, place and size in one line."""
    place = ", ".join(filter(None, (row["local_authority"], row["postcode"])))
    size = f"{row['places']:,} places" if row["places"] else None
    return " · ".join(filter(None, (kind(row), place, size, withheld(row))))


def counts(one: Mapping) -> str:
    """Whether an inspection of a history counts: in full, half, or not and why."""
    if not one["is_scored"]:
        return f"Shown, not scored: {one['unscored_reason'].removesuffix(': never scored')}"
    return "Provisional: half" if one["is_provisional"] else "In full"


def because(one: Mapping) -> str:
    """A weak area with its result; a Not met outcome names itself."""
    said = result(one["result"])
    return said if one["display"] == "Not met" else f"{one['display']}: {said}"


def result(code: str | None) -> str:
    """A printed result in words: safeguarding is met or not met, whichever scale it was printed on."""
    code = SAFEGUARDING.get(code, code)
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
    """That no newer release lists a setting still taken to be on the register, where that is so; else nothing."""
    if not row["is_in_scope"] or row["last_seen_on"] >= row["as_at"]:
        return ""
    return (
        f"Known as at {domain.long_date(row['last_seen_on'])}. No newer release loaded here lists it: later "
        "inspections may be missing, and it may have left."
    )


def rule_and_evidence(row: Mapping) -> str:
    """Which rule fired, how much history stands behind it, and what the releases used cannot show."""
    seen = f"{row['scored_count']:,} graded inspection{'' if row['scored_count'] == 1 else 's'}"
    is_steady = row["label"] == "steady"
    rule = "none of the patterns above Steady fits" if is_steady else glossary.words()[row["label"]]["rule"]
    return f"Rule: {rule}. Evidence: {row['evidence'] or 'not scored'} ({seen})." + _limits(row)


def _limits(row: Mapping) -> str:
    if row["label"] == "out of scope":
        return f" Last seen in the release as at {domain.long_date(row['last_seen_on'])}."
    if row["label"] == "left":
        return ""  # the reason above says when it was last seen
    if not row["can_show_pattern"]:
        return (
            " The releases used here have room for fewer than three of its graded inspections, so patterns cannot "
            "be seen." + (f" {THREE}: add them if they are missing." if row["can_be_lengthened"] else "")
        )
    return " Earlier inspections may exist." if row["has_earlier_history"] else ""


def layout(code: str) -> str:
    """Which set of columns a file has."""
    if code == "not known":
        return "a file layout not seen before"
    return "a file of inspections (I)" if code == "I" else f"file layout {code.removeprefix('L')} ({code})"


def in_words(history: list[Mapping], as_at) -> str:
    """The timeline in words, for those who do not see it."""
    told = [
        f"{row['words']}, {domain.long_date(row['inspected_on'])}"
        + (f" ({row['band']}{', provisional' if row['is_provisional'] else ''})" if row["band"] else "")
        for row in history
    ]
    return f"Timeline of {len(history)} inspections as at {domain.long_date(as_at)}: " + "; ".join(told) + "."


def dates(days: Sequence[dt.date]) -> str:
    """A run of dates, short: the only one, both, or how many from when to when."""
    told = [domain.long_date(day) for day in days]
    if len(told) < 3:
        return " and ".join(told)
    return f"{len(told)} releases, {told[0]} to {told[-1]}"


def moved(step: Mapping) -> str:
    """Direction and size of a step."""
    if step["direction"] == "none":
        return "Changed, no direction" if step["is_change"] else "No change"
    return f"{'Down' if step['direction'] == 'decline' else 'Up'} {step['size']}"


def kinds(step: Mapping) -> str:
    """What a step is, besides its size: what multiplies its points or halves its weight."""
    told = [STEPS[word] for word in ("crossing", "relapse") if step[f"is_{word}"]]
    if step["is_reversal"] and not step["is_relapse"]:
        told.append("reversal")
    told += [word for word in ("recovery", "bounce") if step[f"is_{word}"]]
    told += ["provisional"] if step["is_provisional"] else []
    return ", ".join(told)


def not_scored(row: Mapping) -> str:
    """Why there is no score."""
    seen = "one" if row["scored_count"] else "none"
    return f"A score needs two graded inspections; this setting has {seen}. Not scored is not the same as 0."


def formula(name: str, total: str, sums: Mapping) -> str:
    """A score with its numbers put in."""
    return (
        f"{name} = 100 × {sums[total]:.4f} ÷ ({sums['pull']:g} + {sums['weights']:.4f}) ÷ {sums['most']:g} = "
        f"{sums[name.lower()]:.2f}"
    )


def formula_words(row: Mapping, sums: Mapping) -> str:
    """What the numbers of the formula are."""
    told = (
        f"The first number is the sum of points × weight (for decline, of the steps down only); {sums['weights']:.4f} "
        f"is the sum of the weights; {sums['pull']:g} pulls short histories towards 0; {sums['most']:g} is the most "
        "points one move can carry."
    )
    moved = {name: beside(row, name) for name in NO_MOVE if row[name] and beside(row, name)}
    if moved:
        than = " and ".join(f"{share} have a lower {SCORES[name]}" for name, share in moved.items())
        told += f" Of {row['peer_count']:,} scored settings of the same type, {than}."
    elif reason := without_share(row):
        told += f" No share of others is given: {reason}."
    if row["volatility"] and not row["decline"]:
        told += " No step went down, so its decline score is 0."
    return told


def beside(row: Mapping, name: str) -> str:
    """The share of the scored settings of the same type that lie below a score; nothing where they are too few."""
    of = row["peer_count"]
    return "" if row[f"{name}_share_below"] is None else shares.of_settings(round(row[f"{name}_share_below"] * of), of)


def without_share(row: Mapping) -> str:
    """Why a score of a setting that moved stands without the share of `beside`; nothing where it has one."""
    if not row["volatility"] or beside(row, "volatility"):
        return ""
    if row["peer_count"] is None:
        return "a setting that is not on the Early Years Register now is compared with no others"
    return f"fewer than {comparison.few_settings()} scored settings are of its type"


def differences(row: Mapping) -> list[str]:
    """Where the releases disagree about one inspection: what each said and what was kept, alike ones together."""
    alike: dict[tuple, list[str]] = {}
    for one in row["conflicts"]:
        kept, other = (_plain(one["column_name"], one[key]) for key in ("kept", "other"))
        alike.setdefault((one["as_at"], other, kept), []).append(one["column_name"])
    return [
        f"In the release as at {domain.long_date(as_at)}: {', '.join(columns)} {other}. Kept: {kept}."
        for (as_at, other, kept), columns in sorted(alike.items())
    ]


def _plain(column: str, value: str) -> str:
    if column == "inspection date":
        return domain.long_date(dt.date.fromisoformat(value))
    return result(value)
