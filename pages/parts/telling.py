"""Sentences of the setting page: who, why, what support, how it adds up, where it comes from."""

from collections.abc import Mapping, Sequence

from pages.parts import data, plain, words
from pipelines import domain
from pipelines.sentences import (  # noqa: F401  (said on the page and in print alike)
    ADDS_UP,
    COMES_FROM,
    FUNDED,
    HAPPENED,
    NO_AREAS,
    NO_INSPECTION,
    NO_SUPPORT,
    ORIGIN,
    POINTS,
    RELEVANT,
    RESULTS,
    SAID,
    STEPS,
    SUPPORT,
    THIRD_GRADE,
    dates,
    differences,
    formula,
    formula_words,
    kinds,
    last_seen,
    moved,
    not_scored,
    result,
    rule_and_evidence,
    withheld,
)

TIMELINE = (
    "Each mark is a graded inspection. Hollow marks and dashed steps are provisional and count half. "
    "Ticks are visits that are not scored, filled when Met."
)
ONLY_LOCAL = "No loaded open release lists this registration. Your own feed does."
GRADING = ("four-point", "report card")  # the kinds of inspection that give grades
NO_URN = "Choose a setting in the list, or find it there by name, URN, postcode or town."


def unknown(urn: str) -> str:
    """No such URN, or none yet at the date looked back to, and what to do."""
    if data.listed_later([urn.strip().upper()]):
        return f"{too_early(f'URN “{plain.text(urn)}”')}."
    return (
        f"No setting with URN “{plain.text(urn)}” is in the releases used here. Check the number, or go back to the "
        "list and find it by name or postcode."
    )


def too_early(which: str = "this URN") -> str:
    """Of a URN that only releases after the date looked back to list: where it is not, and where it is."""
    return f"No release up to {domain.long_date(data.build()['as_at'])} lists {which}; the newest data do"


def listed(row: Mapping, appearances: Sequence[Mapping]) -> str:
    """Which releases list the provider, and when it was last seen where that matters."""
    days = [one["as_at"] for one in appearances]
    if not days:
        return "No release used here lists it among registered providers: only files of inspections know it."
    told = f"Listed in {words.plural(len(days), 'release', 'releases')}: {', '.join(map(domain.long_date, days))}."
    told += _printed_authority(row)
    if not row["is_in_scope"]:
        told += f" Last seen in the release as at {domain.long_date(row['last_seen_on'])}."
    return told


def visited_since(row: Mapping, history: Sequence[Mapping]) -> str:
    """The newest visit after the latest grade, which gave none; '' where there is none."""
    graded = row["inspected_on"]
    later = [one for one in history if one["family"] not in GRADING and not one["from_urn"]
             and graded and one["inspected_on"] > graded]  # fmt: skip
    if not later:
        return ""
    day, said = domain.long_date(later[-1]["inspected_on"]), result(later[-1]["outcome"])
    return f"Visited {day}: {said}, never scored ({later[-1]['family']})."


def vanished(history: Sequence[Mapping], appearances: Sequence[Mapping]) -> str:
    """That the newest release listing a provider prints none of its graded inspections, where that is so."""
    scored = [set(one["releases"] or []) for one in history if one["is_scored"] and not one["from_urn"]]
    newest = max((one["as_at"] for one in appearances), default=None)
    if not scored or newest is None or any(newest in seen for seen in scored):
        return ""
    last = max(day for seen in scored for day in seen)
    return (
        f" The release as at {domain.long_date(newest)} prints none of its graded inspections: they are kept from "
        f"older releases, the last as at {domain.long_date(last)}."
    )


def _printed_authority(row: Mapping) -> str:
    """The local authority as printed, where that is not its present name; and what became of one that was split."""
    split = data.split_authority(row["local_authority"])
    if split:
        return (
            f" {split['name']} was split in {split['ended_on'][:4]} into {' and '.join(split['successors'])}; no later "
            "release used here lists this setting, so it is not placed in either."
        )
    printed = row["local_authority_printed"]
    if not printed or domain.plain_key(printed) == domain.plain_key(row["local_authority"]):
        return ""
    return f" The newest of them prints its local authority as {printed}, now {row['local_authority']}."
