"""How the points add up: one row per step, then the formula with the numbers in it."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from pages.parts import html, telling
from pipelines import domain

HEADS = (
    "Step", html.Head("Size"), "Kind", html.Head("Points", True), html.Head("Years ago", True),
    html.Head("Weight", True), html.Head("Points × weight", True),
)  # fmt: skip


def table(steps: Sequence[Mapping]) -> None:
    """One row per step: what moved, how, and what it adds."""
    html.table(telling.POINTS, HEADS, [_row(step) for step in steps], kind="compact")


def _row(step: Mapping) -> tuple[str, ...]:
    days = f"{domain.long_date(step['from_on'])} to {domain.long_date(step['to_on'])}"
    return (
        f'{escape(step["from_words"])} → {escape(step["to_words"])} <span class="more">{days}</span>',
        telling.moved(step), escape(telling.kinds(step)), f"{step['points']:g}", f"{step['years']:.2f}",
        f"{step['weight']:.4f}", f"{step['product']:.4f}",
    )  # fmt: skip


def formula(row: Mapping, sums: Mapping) -> None:
    """Both scores with their numbers put in, and what the numbers are."""
    html.formula([telling.formula("Volatility", "moves", sums), telling.formula("Decline", "declines", sums)])
    st.caption(telling.formula_words(row, sums))
