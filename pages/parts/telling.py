"""Sentences of the setting page: who, why, what support, how it adds up, where it comes from."""

import datetime as dt
from collections.abc import Mapping, Sequence

from pages.parts import data, plain, words
from pipelines import domain
from pipelines.sentences import (  # noqa: F401  (said on the page and in print alike)
    FUNDED,
    NO_AREAS,
    NO_INSPECTION,
    NO_SUPPORT,
    RESULTS,
    SUPPORT,
    last_seen,
    result,
    rule_and_evidence,
    withheld,
)

TIMELINE = (
    "Each mark is a graded inspection. Hollow marks and dashed steps are provisional and count half. "
    "Ticks are visits that are not scored, filled when Met."
)
ONLY_LOCAL = "No loaded open release lists this registration. Your own feed does."
NO_URN = "Choose a setting in the list, or find it there by name, URN or postcode."
POINTS = (
    "One row for each step between graded inspections. Points say how far and which way it moved; the weight fades "
    "with time. The score only orders settings that share a label."
)
ORIGIN = "Each inspection, the loaded releases that print it, and anywhere they disagree."


def unknown(urn: str) -> str:
    """No such URN, and what to do."""
    return (
        f"No setting with URN “{plain.text(urn)}” is in the loaded releases. Check the number, or go back to the list "
        "and find it by name or postcode."
    )


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
    told = [word for word in ("crossing", "relapse") if step[f"is_{word}"]]
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
    if row["volatility_share_below"] is not None:
        told += (
            f" Of {row['peer_count']:,} scored settings of the same type, {_beside(row, 'volatility')} have a lower "
            f"volatility and {_beside(row, 'decline')} a lower decline score."
        )
    return told


def _beside(row: Mapping, name: str) -> str:
    below = row[f"{name}_share_below"]
    if 0.9995 <= below < 1:
        return "over 99.9%"
    if not below:
        return "none"
    return words.share(round(below * row["peer_count"]), row["peer_count"])


def listed(row: Mapping, appearances: Sequence[Mapping]) -> str:
    """Which releases list the provider, and when it was last seen where that matters."""
    days = [one["as_at"] for one in appearances]
    if not days:
        return "No loaded release lists it among registered providers: only files of inspections know it."
    told = f"Listed in {words.plural(len(days), 'release', 'releases')}: {', '.join(map(domain.long_date, days))}."
    told += _printed_authority(row)
    if not row["is_in_scope"]:
        told += f" Last seen in the release as at {domain.long_date(row['last_seen_on'])}."
    return told


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
            "loaded release lists this setting, so it is not placed in either."
        )
    printed = row["local_authority_printed"]
    if not printed or domain.plain_key(printed) == domain.plain_key(row["local_authority"]):
        return ""
    return f" The newest of them prints its local authority as {printed}, now {row['local_authority']}."


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
