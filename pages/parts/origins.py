"""Where a setting's facts come from: the releases that print each inspection, and where they disagree."""

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from pages.parts import html, telling
from pipelines import domain


def table(history: Sequence[Mapping], sightings: Sequence[Mapping]) -> None:
    """One row per inspection: who prints it, in which place of a release, and what differs."""
    html.table(
        telling.ORIGIN,
        ["Inspection", "Printed in the releases as at", "Listed there as", "Differences"],
        [_row(row, _of(row, sightings)) for row in history],
    )


def _of(row: Mapping, sightings: Sequence[Mapping]) -> list[Mapping]:
    """The sightings of one inspection."""
    key = (row["family"], row["inspected_on"], row["from_urn"])
    return [one for one in sightings if (one["family"], one["inspected_on"], one["from_urn"]) == key]


def _row(row: Mapping, seen: Sequence[Mapping]) -> tuple[str, ...]:
    slots = Counter(one["slot"] for one in seen)
    places = [f"{slot} ({count})" if len(slots) > 1 else slot for slot, count in slots.items()]
    whose = f", of the earlier registration {row['from_urn']}" if row["from_urn"] else ""
    number = f", number {row['inspection_number']}" if row["inspection_number"] else ""
    return (
        f"{escape(row['words'])} "
        f' <span class="more">{domain.long_date(row["inspected_on"])}{escape(number + whose)}</span>'
        + (f' <span class="more">{telling.THIRD_GRADE}</span>' if row["is_satisfactory"] else ""),
        escape(telling.dates(row["releases"] or [])),
        escape(", ".join(places)),
        "<br>".join(map(escape, telling.differences(row))) or '<span class="quiet">None</span>',
    )
