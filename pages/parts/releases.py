"""The releases behind a build: each with its accounting, and what in them could not be taken as printed."""

from collections.abc import Mapping, Sequence
from html import escape

from pages.parts import html, supplying
from pipelines import domain

HEADS = (
    "Release as at", "Coverage", html.Head("Authorities", True), html.Head("Rows read", True),
    html.Head("Staged", True), html.Head("Set aside", True),
)  # fmt: skip


def accounts(releases: Sequence[Mapping]) -> None:
    """One row per release, newest first: rows read are rows staged and rows set aside."""
    html.table(supplying.ACCOUNT, HEADS, [
        (
            f'{domain.long_date(one["as_at"])} <span class="more">layout {escape(one["layout"])}</span>',
            escape(one["coverage"].capitalize()), f"{one['authority_count']:,}", f"{one['rows_read']:,}",
            f"{one['rows_staged']:,}", f"{one['rows_set_aside']:,}",
        )
        for one in reversed(releases)
    ], kind="compact")  # fmt: skip


def problems(found: Sequence[Mapping]) -> None:
    """One row per release and problem."""
    rows = sorted(found, key=lambda one: one["as_at"], reverse=True)
    html.table(supplying.ODD, ["Release as at", "What was found", "What was done", html.Head("Rows", True)], [
        (
            domain.long_date(one["as_at"]), escape(one["problem"].capitalize()), escape(one["action"].capitalize()),
            f"{one['rows_affected']:,}",
        )
        for one in rows
    ])  # fmt: skip
