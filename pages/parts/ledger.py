"""The tables of the data quality page, and the choice of one release, kept in the address."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from pages.parts import checking, html, plain, words
from pipelines import domain, sentences, shares

WORD = "release"  # the release looked at, in the address: its number, oldest 1
HEADS = (
    "Release as at", "Coverage",
    *(html.Head(word, True) for word in ("Rows in", "Used", "Set aside", "Headers not known", "Values not known",
                                         "Inspections that differ", "Names withheld")),
)  # fmt: skip


def chosen(found: Sequence[Mapping], said: Mapping[str, list[str]]) -> tuple[Mapping, str]:
    """The release the address asks for, or the newest, with a sentence where it asks for one that is not there."""
    raw = (said.get(WORD) or [""])[-1]
    for one in found:
        if raw == str(one["release_id"]):
            return one, ""
    return found[-1], f"Release “{plain.text(raw)}” is not one of {len(found)}: this is the newest." if raw else ""


def choose(found: Sequence[Mapping], one: Mapping) -> None:
    """The control that says which release is looked at."""
    st.session_state["w_release"] = one["release_id"]
    named = {each["release_id"]: checking.name(each) for each in reversed(found)}
    st.selectbox("Release as at", list(named), format_func=named.get, key="w_release", on_change=_used, width=320)


def _used() -> None:
    st.query_params[WORD] = str(st.session_state["w_release"])


def refused(found: Sequence[Mapping]) -> None:
    """The files left out because they could not be read, where there are any."""
    if found:
        told = [(escape(one["file_name"]), escape(one["reason"])) for one in found]
        html.table(checking.REFUSED, ["File", "Why"], told)


def releases(found: Sequence[Mapping]) -> None:
    """One row per release, newest first."""
    html.table(checking.TABLE, HEADS, [
        (
            f'{escape(checking.name(one))} <span class="more">{escape(sentences.layout(one["layout"]))}</span>',
            f'{escape(one["coverage"].capitalize())} <span class="more">'
            f'{words.plural(one["authority_count"], "authority", "authorities")}</span>',
            f"{one['rows_read']:,}", f"{one['rows_staged']:,}", f"{one['rows_set_aside']:,}",
            f"{one['headers_unknown']:,}", f"{one['values_unknown']:,}", f"{one['inspections_differing']:,}",
            f"{one['withheld_count']:,} of {one['rows_staged']:,}",
        )
        for one in reversed(found)
    ], kind="compact")  # fmt: skip


def findings(found: Sequence[Mapping]) -> None:
    """What could not be taken as printed, by kind, with examples."""
    if not found:
        st.write(checking.NO_FINDINGS)
        return
    html.table(checking.FINDINGS, ["What was found", "Where", html.Head("Rows", True), "What was done", "Examples"], [
        (
            escape(checking.sentence(one["problem"])), escape(one["column_name"] or "the whole row"),
            f"{one['rows_affected']:,}", escape(checking.sentence(one["action"])),
            "<br>".join(filter(None, (escape(checking.example(each)) for each in one["examples"]))),
        )
        for one in found
    ])  # fmt: skip


def disagreements(found: Sequence[Mapping]) -> None:
    """Where a release differs from what stands, by column."""
    if not found:
        st.write(checking.NO_DIFFERENCES)
        return
    html.table(checking.DIFFERENCES, ["Column", html.Head("Differences", True), "Examples"], [
        (
            escape(checking.sentence(one["column_name"])), f"{one['conflict_count']:,}",
            "<br>".join(escape(checking.difference(each)) for each in one["examples"]),
        )
        for one in found
    ])  # fmt: skip


def headers(found: Sequence[Mapping]) -> None:
    """The headers not known with the nearest known ones; the others folded away."""
    unknown = [one for one in found if one["outcome"] == "not known" and one["printed"].strip()]
    if unknown:
        html.table(checking.HEADERS, ["Header", html.Head("Column", True), "Nearest known"], [
            (escape(one["printed"]), f"{one['position']}", escape(one["nearest"] or "none is like it"))
            for one in unknown
        ])  # fmt: skip
    else:
        st.write(checking.NO_HEADERS)
    with st.expander("Every header and what became of it", key="headers"):
        html.table("Headers in the order of the file", ["Header", html.Head("Column", True), "Outcome", "Read as"], [
            (
                escape(one["printed"]) or "(blank)", f"{one['position']}",
                escape(checking.sentence(one["outcome"])), escape(one["column_name"] or ""),
            )
            for one in found
        ])  # fmt: skip


def completeness(found: Sequence[Mapping], unlike: str | None) -> None:
    """Large shifts first and in the open, with what may explain them; every column folded away."""
    large = [one for one in found if one["is_large"]]
    if all(one["earlier_as_at"] is None for one in found):
        st.write(checking.FIRST)
    elif large:
        if unlike:
            html.note(unlike)
        _full(checking.SHIFTED, large)
    else:
        st.write(checking.STEADY)
    with st.expander("Every column taken", key="completeness"):
        _full(checking.FULL, found)


def _full(caption: str, rows: Sequence[Mapping]) -> None:
    earlier = next((one["earlier_as_at"] for one in rows if one["earlier_as_at"]), None)
    before = f"As at {domain.long_date(earlier)}" if earlier else "Release before"
    html.table(caption, ["Column", html.Head("Rows filled", True), html.Head("Share", True), html.Head(before, True),
                         html.Head("Change", True)], [
        (
            escape(one["printed"]),
            checking.GONE if one["filled_count"] is None else f"{one['filled_count']:,} of {one['rows_staged']:,}",
            _share(one["filled_share"], one["rows_staged"]),
            checking.NEW if earlier and one["earlier_share"] is None
            else _share(one["earlier_share"], one["rows_staged"]),
            checking.moved(one["shift"]),
        )
        for one in rows
    ])  # fmt: skip


def _share(value: float | None, rows: int) -> str:
    return "–" if value is None else shares.percent(value, rows)
