"""What each inspection said, area by area, and which support is relevant to what was weak.

On a desk: areas as rows, inspections as columns, each scale a table of its own. On a phone: a short list for each
inspection, newest first. Rows come as pages/parts/data.py gives them.
"""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from pages.parts import data, html, telling
from pipelines import domain, sentences, windows

SCALES = {"four-point": "On the four-point scale", "report card": "On report cards"}
EMPTY = {None: "Not given", "does not apply": "Does not apply"}  # told together on a phone


def said(rows: Sequence[Mapping]) -> None:
    """Every inspection's results: each scale on its own, then the visits that give no grade."""
    names = sentences.area_names()
    tables = ""
    for family, caption in SCALES.items():
        these = [row for row in rows if row["family"] == family]
        if these:
            tables += f'<div class="desk" tabindex="0" role="region" aria-label="{caption}">'
            tables += f"{_matrix(these, caption, names)}</div>"
    if tables:
        cards = "".join(_card(row, names) for row in reversed(rows) if row["family"] in SCALES)
        st.html(f'{tables}<div class="phone">{cards}</div>')
    visits = [row for row in rows if row["family"] not in SCALES]
    if visits:
        html.table("Visits that give no grade", ["Date", "Kind of visit", "Outcome"], [
            (_day({**row, "is_scored": True}), escape(telling.result(row["family"])),
             escape(telling.result(row["outcome"])))
            for row in visits
        ], kind="narrow titled")  # fmt: skip


def _day(row: Mapping) -> str:
    whose = f" (of {row['from_urn']})" if row["from_urn"] else ""
    return domain.long_date(row["inspected_on"]) + ("" if row["is_scored"] else " (not scored)") + whose


def _matrix(rows: Sequence[Mapping], caption: str, names: Mapping) -> str:
    heads = ["Area", *map(_day, rows)]
    body = [
        (escape(names[row["family"], area]), *(_cell(row, area) for row in rows))
        for row in rows[:1] for area in row["results"]
    ]  # fmt: skip
    return html.made(caption, heads, body, kind="matrix titled")


def _card(row: Mapping, names: Mapping) -> str:
    """One inspection as a short list; the areas without a result are named together, each kind on its own line."""
    of = {area: escape(names[row["family"], area]) for area in row["results"]}
    lines = [(of[area], _cell(row, area)) for area, one in row["results"].items() if one["result"] not in EMPTY]
    told = "".join(f"<div><dt>{name}</dt><dd>{cell}</dd></div>" for name, cell in lines)
    quiet = ""
    for code, word in EMPTY.items():
        these = [of[area] for area, one in row["results"].items() if one["result"] == code]
        quiet += f'<p class="quiet">{word}: {", ".join(these)}.</p>' if these else ""
    scale = "" if row["family"] == "four-point" else ' <span class="quiet">Report card</span>'
    return f'<h3>{_day(row)}{scale}</h3><div class="results"><dl>{told}</dl>{quiet}</div>'


def _cell(row: Mapping, area: str) -> str:
    one = row["results"][area]
    word = row["words"] if area == "overall" and row["is_scored"] else telling.result(one["result"])
    quiet = "" if one["band"] else ' class="quiet"'
    return f"<span{quiet}>{html.mark(one['band'], area == 'overall' and row['is_satisfactory'])}{escape(word)}</span>"


def coming(row: Mapping) -> None:
    """When the next inspection may come: an estimate; nothing for a setting Ofsted would not inspect here."""
    if row["is_in_scope"]:
        html.note(f"Next inspection. {windows.told(data.window(row['urn']))}")


def support(found: Sequence[Mapping], band: str | None) -> None:
    """Relevant support for each weak area, with the result it answers to."""
    if not found:
        st.write(telling.NO_SUPPORT if band in (None, "secure") else telling.NO_AREAS)
        return
    html.table(
        telling.SUPPORT,
        ["Weak at the latest inspection", "Relevant support"],
        [("".join(map(because, one["because"])), escape(telling.result(one["theme"]))) for one in found],
    )


def because(one: Mapping) -> str:
    """What was weak, and when that was seen."""
    day = domain.long_date(one["inspected_on"])
    return f'<div>{escape(sentences.because(one))} <span class="more">{day}</span></div>'
