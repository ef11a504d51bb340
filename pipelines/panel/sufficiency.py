"""Who is below Good now, and how many places in Secure settings lie near each."""

import datetime as dt
from collections.abc import Mapping, Sequence
from html import escape

from pipelines import domain, sentences
from pipelines.briefing import markup, sections
from pipelines.panel import cells, findings

NEARBY = (
    "Places are those registered, not vacancies, for children of any age, in settings on the Early Years Register "
    "whose latest graded inspection is Good or better (or a report card at Expected standard or better). Distances are "
    "straight lines between postcodes, across the border of an authority where its neighbours are loaded."
)
WITHHELD = (
    "cannot be placed on the map, because Ofsted withholds the postcode, as it does for childminders, or it is in no "
    "list of postcodes. Some of them may be near."
)
NOTHING_BELOW = "No setting on the Early Years Register here is below Good at its latest graded inspection."


def below(found: Mapping) -> str:
    """Every setting below Good now, its history, and how many places in Secure settings lie near it."""
    rows, near, wide = found["below"], *(found["miles"][name] for name in findings.DISTANCES)
    told = f"<h2>Below Good now: {cells.plural(len(rows), 'setting')}</h2>"
    if not rows:
        return f"{told}<p>{NOTHING_BELOW}</p>"
    source = found["build"].get("postcodes")
    told += (
        f"<p>Sufficiency note: how many places in Secure settings lie within {_km(near)} and {_km(wide)}. "
        f"{escape(NEARBY)}{escape(f' Postcodes: {source}.') if source else ''}</p>"
        f"<p>{escape(_at_least(found['authorities']))}</p>"
    )
    places = {row["local_authority"]: row for row in found["authorities"]}
    heads = ["Setting", "Label", "History", "Places in Secure settings nearby"]
    body = [
        (cells.setting(row), _label(row), markup.line_of_marks(row["marks"]),
         _nearby(row, near, wide, places[row["local_authority"]]))
        for row in rows
    ]  # fmt: skip
    told += markup.legend(rows)
    told += markup.table(f"Settings below Good {_when(rows, found['period'].as_at)}", heads, body, "four")
    has_suspended = any(row["suspended_settings"] for row in found["authorities"])
    heads = ["Local authority", "On the register", "Below Good", *(["Secure, suspended"] if has_suspended else []),
             "No grade yet", "Secure", "Places in these", "Secure, not on the map"]  # fmt: skip
    body = [
        (escape(row["local_authority"]), f"{row['settings']:,}", f"{row['below_settings']:,}",
         *([f"{row['suspended_settings']:,}"] if has_suspended else []), f"{row['ungraded_settings']:,}",
         f"{row['secure_settings']:,}", _places(row["secure_places"], row["secure_unknown"]),
         f"{row['unplaced_settings']:,}, with {row['unplaced_places']:,} places")
        for row in found["authorities"]
    ]  # fmt: skip
    return (
        told
        + "<h3>What there is to choose from</h3>"
        + markup.table(
            "Settings on the Early Years Register, and registered places in Secure ones, by local authority",
            heads,
            body,
        )
    )


def _when(rows: Sequence[Mapping], as_at: dt.date) -> str:
    """The date the settings are known as at; of several, from which to which."""
    first, *_, last = sorted(min(row["last_seen_on"], as_at) for row in (*rows, *rows))
    if first == last:
        return f"as at {domain.long_date(first)}"
    return f"as each was last known, {domain.long_date(first)} to {domain.long_date(last)}"


def _label(row: Mapping) -> str:
    known = sentences.last_seen(row)
    return cells.lines([
        markup.tier(row["tier"]), escape(sections.label(row)), f"Inspected {domain.long_date(row['inspected_on'])}",
        escape(known.partition(".")[0] + ".") if known else "",
    ])  # fmt: skip


def _nearby(row: Mapping, near: float, wide: float, area: Mapping) -> str:
    if not row["is_placed"]:
        return escape(f"Cannot be placed on the map. In all of {area['local_authority']}: {_choice(area, 'secure')}.")
    return cells.lines([
        f"Within {_miles(miles)}: "
        + (_choice(row, name) if row[f"{name}_settings"] else "no Secure setting on the map")
        for name, miles in (("near", near), ("wide", wide))
    ])  # fmt: skip


def _choice(row: Mapping, name: str) -> str:
    """How many places in how many settings."""
    places = _places(row[f"{name}_places"], row[f"{name}_unknown"])
    return f"{places} in {cells.plural(row[f'{name}_settings'], 'setting')}"


def _at_least(areas: Sequence[Mapping]) -> str:
    """That there are at least as many nearby as counted, and how many more at most."""
    unplaced, secure = (sum(row[name] for row in areas) for name in ("unplaced_settings", "secure_settings"))
    if not unplaced:
        return f"All {secure:,} Secure settings here can be placed on the map."
    places = sum(row["unplaced_places"] for row in areas)
    return (
        f"There are at least as many places nearby as counted here: of {cells.plural(secure, 'Secure setting')} "
        f"{unplaced:,}, with {places:,} places, {WITHHELD}"
    )


def _places(places: int, unknown: int) -> str:
    said = cells.plural(places, "place")
    return said + (f" ({unknown:,} of the settings {'gives' if unknown == 1 else 'give'} no number)" if unknown else "")


def _miles(miles: float) -> str:
    return f"{miles:g} mile{'' if miles == 1 else 's'}"


def _km(miles: float) -> str:
    return f"{_miles(miles)} ({miles * 1.609344:.1f} km)"
