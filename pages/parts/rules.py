"""The tables of the method page, made from the declared tables as pages/parts/data.py hands them out."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from pages.parts import data, explaining, html, marks, tables, telling
from pipelines import domain


def labels() -> None:
    """Labels in order of precedence, with their tiers, rules and meanings."""
    told = data.words()
    html.table(explaining.LABELS, ["Label", "Tier", "Rule", "What it means"], [
        (escape(told[code]["display"]), _tiers(told[code]["tier"]), escape(told[code]["rule"]),
         escape(told[code]["meaning"]))
        for code in domain.LABELS
    ])  # fmt: skip


def _tiers(said: str) -> str:
    """'targeted or watch' as chips."""
    return " or ".join(map(tables.chip, said.split(" or "))) if said else '<span class="quiet">None</span>'


def flags() -> None:
    """Flags that are no label."""
    told = data.words()
    others = [code for code in told if code not in domain.LABELS and code not in domain.TIERS]
    html.table(explaining.FLAGS, ["Flag", "Rule", "What it means"], [
        tuple(escape(told[code][part]) for part in ("display", "rule", "meaning")) for code in others
    ])  # fmt: skip


def tiers() -> None:
    """What each tier stands for."""
    told = data.words()
    rows = [(tables.chip(tier), escape(told[tier]["meaning"])) for tier in domain.TIERS]
    html.table("Tiers, from the closest support to the lightest.", ["Tier", "What it means"], rows, kind="narrow")


def counted() -> None:
    """What counts as an inspection and what does not."""
    for column, (title, points) in zip(st.columns(2), explaining.SCORED.items(), strict=True):
        with column:
            st.subheader(title, anchor=False)
            html.bullets(map(escape, points))


def bands() -> None:
    """The three bands on both scales."""
    html.table(explaining.BANDS_CAPTION, ["Band", "Four-point grade", "Report card"], [
        (html.mark(band) + marks.BANDS[band].word, *map(escape, told)) for band, told in explaining.BANDS.items()
    ])  # fmt: skip


def example(sums: Mapping) -> None:
    """The worked example, one row per step."""
    heads = ("Step", "Grades moved", "Kind", html.Head("Points", True), html.Head("Weight", True),
             html.Head("Points × weight", True))  # fmt: skip
    html.table(explaining.example_caption(), heads, [
        (f'{escape(one["told"])} <span class="more">{one["year"]}</span>', str(one["size"]),
         ", ".join(telling.STEPS.get(kind, kind) for kind in ("crossing", one["kind"]) if kind),
         f"{one['points']:g}", f"{one['weight']:.4f}", f"{one['product']:.4f}")
        for one in sums["steps"]
    ])  # fmt: skip
    st.write(explaining.example_result(sums))


def parameters(in_force: Sequence[Mapping]) -> None:
    """The numbers this build was made with, each with its reason."""
    html.table("The numbers this build was made with.", ["Parameter", "Value", "Why"], [
        (f"<code>{escape(one['parameter'])}</code>", escape(explaining.value(one)), escape(one["reason"]))
        for one in in_force
    ])  # fmt: skip


def frameworks() -> None:
    """When Ofsted changed how it inspects."""
    html.table("When Ofsted changed how it inspects.", ["From", "Framework"], [
        (domain.long_date(one["starts_on"]), escape(one["framework"])) for one in data.frameworks()
    ], kind="narrow")  # fmt: skip


def support() -> None:
    """Support themes by weak area."""
    html.table("Relevant support for areas found weak: what often helps, not a prescription.",
               ["Weak area", "Relevant support"],
               [(escape(one["display"]), escape(one["theme"])) for one in data.support_themes()])  # fmt: skip


def terms(chosen: Sequence[str]) -> None:
    """Some words of the glossary."""
    told = {one["term"]: one["meaning"] for one in data.glossary()}
    html.terms({term: told[term] for term in chosen})


def glossary() -> None:
    """Every word used in a sense of its own, and where on this page more is said."""
    html.table(explaining.GLOSSARY, ("Word", "What it means", "See above"), [
        (escape(one["term"]), escape(one["meaning"]), f'<span class="quiet">{escape(one["see"])}</span>')
        for one in data.glossary()
    ])  # fmt: skip
