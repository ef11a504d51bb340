"""What came next for settings like this one: the group a setting belongs to, and the sentence that says it.

Groups and their figures are made by sql/mart/outlook.sql; the words for them stand in declared/likeness.csv and
declared/courses.csv. Leaves out any statement about one setting: a group is described, and the sentence says so.
"""

from collections.abc import Mapping, Sequence

from pipelines import comparison, declared, reads, shares

PARTS = ("band", "course", "grade", "provider_group", "label", "evidence")  # what narrows a group, in this order
NEXT = "at the next graded inspection"
CAUTION = (
    "It describes a group, not this setting. A low rate is no reassurance: for many the next inspection is the latest "
    "one known, and few settings are below Good at that."
)
NOT_GRADED = "No graded inspection of it is known yet, so there are no settings like it to look at."
NOTHING_SEEN = "No setting in the releases used here has been graded twice, so there is no next inspection to tell of."
EVIDENCE = {
    "thin": ", with two graded inspections by then", "some": ", with three or four graded inspections by then",
    "strong": ", with five or more graded inspections by then",
}  # fmt: skip
BANDS = {
    "secure": "that were Good or better", "below": "that were below Good",
    "serious": "judged Inadequate or given an equally serious report card",
}  # fmt: skip
CARDS = {"secure": "Secure on a report card", "below": "Below on a report card", "serious": "Serious on a report card"}
FOUR_POINT = {"secure": "Good", "below": "Requires improvement"}  # what stands for another band on that scale


def table(served: reads.Served) -> list[dict]:
    """Every group, the widest first: band, course, grade, provider_group, label, evidence, era ('all' where it is not
    narrowed by it), next_count (inspected again), below_count (of them not Secure then), below_share (as
    counted), estimate, low and high (its 95 % interval), waiting_count (not inspected again yet).
    """
    return reads.rows(served, "outlook")


def told(served: reads.Served, urn: str, groups: Sequence[Mapping] | None = None) -> str | None:
    """What came next for settings like one, in a sentence or three; None for a setting out of scope or gone.

    `groups` is what `table` gives, where it is at hand already. Raises UnknownProvider.
    """
    one = reads.setting(served, urn)
    if not one["is_in_scope"]:
        return None
    if not one["scored_count"]:
        return NOT_GRADED
    state = reads.rows(served, "state", urn=one["urn"])[0]
    return sentence(state, table(served) if groups is None else groups, whose(served))


def words(group: Mapping) -> str:
    """What a group is, in words: 'Childminders that had come back to Good, with two graded inspections by then'."""
    who = "settings" if group["provider_group"] == "all" else group["provider_group"]
    said = f"{who} {_phrase(group)}{EVIDENCE.get(group['evidence'], '')}"
    return f"{said[:1].upper()}{said[1:]}"


def whose(served: reads.Served) -> str:
    """Whose settings are counted, with a place for what they are: in England only where the newest release is."""
    if reads.build(served)["is_sample"]:
        return "invented {}"
    newest = max(reads.releases(served), key=lambda release: release["release_id"])
    return "{} in England" if newest["coverage"] == "national" else "{} in the releases used here"


def sentence(state: Mapping, groups: Sequence[Mapping], of_whom: str) -> str:
    """The sentence for a setting in a state: its group, how many were not Secure next, and the group beside it.

    The group is the narrowest that holds it and in which `few_settings` or more were inspected again.
    """
    own = parts(state)
    like = [group for group in groups if _is_within(own, group)]
    enough = [group for group in like if not is_few(group)]
    group = (enough or like[:1] or [None])[-1]
    if group is None or not group["next_count"]:
        return f"{NOTHING_SEEN} {CAUTION}"
    count = group["next_count"]
    who = of_whom.format("settings" if group["provider_group"] == "all" else group["provider_group"])
    like_this = "" if group["band"] == "all" else " like this one"
    said = (
        f"Of {count:,} {who} {_phrase(group)}{like_this}{EVIDENCE.get(group['evidence'], '')}, "
        f"{_below(group)} below Good {NEXT}{_rate(group)}."
    )
    return " ".join(filter(None, (said, _beside(group, groups), _widened(group, like), CAUTION)))


def parts(state: Mapping) -> dict[str, str]:
    """What a state is narrowed by, as in the table."""
    kinds = {row["provider_type"]: row["provider_group"] for row in declared.rows("provider_types")}
    return {
        "band": state["band"], "course": _words("likeness", "label", state["label"], state["band"])["course"],
        "grade": state["grade"], "provider_group": kinds.get(state["provider_type"], "other settings"),
        "label": state["label"], "evidence": state["evidence"] or "not scored",
    }  # fmt: skip


def is_few(group: Mapping) -> bool:
    """Whether too few of a group were inspected again for a share to mean much."""
    return group["next_count"] < comparison.few_settings()


def rate(group: Mapping) -> str:
    """The estimate of a group with its interval: '2.4% (2.0–2.9%)'."""
    return shares.with_interval(group["estimate"], group["low"], group["high"], group["next_count"])


def _below(group: Mapping) -> str:
    count = group["below_count"]
    return f"{count:,} {'was' if count == 1 else 'were'}" if count else "none were"


def _rate(group: Mapping) -> str:
    return ", too few for a rate" if is_few(group) else f": an estimated rate of {rate(group)}"


def _is_within(own: Mapping, group: Mapping) -> bool:
    """Whether a group of the ladder holds these parts. Groups narrowed by type alone, or by era, are not of it."""
    used = [group[part] != "all" for part in PARTS]
    is_of_ladder = group["era"] == "all" and used == sorted(used, reverse=True)
    return is_of_ladder and all(group[part] in ("all", own[part]) for part in PARTS)


def _words(name: str, key: str, value: str, band: str) -> Mapping[str, str]:
    """The row of a declared table for a label or a course in a band."""
    secure = "yes" if band == "secure" else "no"
    return next(row for row in declared.rows(name) if (row[key], row["is_secure"]) == (value, secure))


def _phrase(group: Mapping) -> str:
    """What the settings of a group have in common, as words to follow 'settings'."""
    if group["band"] == "all":
        return "graded twice or more"
    grade = _grade(group["grade"], group["band"])
    if group["label"] != "all":
        return _words("likeness", "label", group["label"], group["band"])["phrase"].format(grade=grade)
    return _course(group["course"], group["band"], grade)


def _course(course: str, band: str, grade: str | None) -> str:
    if course == "all":
        return BANDS[band]
    said = _words("courses", "course", course, band)
    return said["phrase"].format(grade=grade) if grade else said["phrase_any_grade"]


def _grade(grade: str, band: str) -> str | None:
    return None if grade == "all" else CARDS[band] if grade == "report card" else grade


def _beside(group: Mapping, groups: Sequence[Mapping]) -> str:
    """The same of the settings to compare with: alike in all but how they came to their grade, or in the grade."""
    if group["course"] == "all":
        return ""
    said = _words("courses", "course", group["course"], group["band"])
    band, course = said["compare_band"], said["compare_course"] or "all"
    grade = group["grade"] if band == group["band"] or group["grade"] in ("all", "report card") else FOUR_POINT[band]
    shown = _grade(grade, band)
    phrase = f"judged {shown}" if course == "all" and shown else _course(course, band, shown)
    alike = {"band": band, "course": course, "grade": grade, "evidence": group["evidence"]}
    for kind, who in ((group["provider_group"], "those"), ("all", "settings of every type")):
        count, below = _summed(groups, alike | {"provider_group": kind})
        if count >= comparison.few_settings():
            told = f"{below:,} of {count:,} ({shares.percent(below / count, count)})" if below else f"none of {count:,}"
            return f"Among {who} {phrase}, it was {told}."
    return ""


def _summed(groups: Sequence[Mapping], wanted: Mapping[str, str]) -> tuple[int, int]:
    """How many were inspected again, and not Secure then, over the narrowest groups: each setting is in one of them."""
    found = [
        one for one in groups
        if one["era"] == "all" and one["evidence"] != "all"
        and all(value in ("all", one[part]) for part, value in wanted.items())
    ]  # fmt: skip
    return sum(one["next_count"] for one in found), sum(one["below_count"] for one in found)


def _widened(group: Mapping, like: Sequence[Mapping]) -> str:
    """That the group is wider than the setting's own, and why."""
    if group["evidence"] != "all":
        return ""
    exact = next((one["next_count"] for one in like if one["evidence"] != "all"), 0)
    seen = "no setting" if not exact else f"only {exact} setting{'' if exact == 1 else 's'}"
    return (
        f"This is a wider group: {seen} with exactly its type, label and amount of history "
        f"{'have' if exact > 1 else 'has'} been graded again."
    )
