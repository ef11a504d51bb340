"""What the page What changed is asked: two release dates, a kind of change, and URNs pasted by the reader.

The dates and the kind stand in the address, as the filters do. The pasted list does not: it may be somebody's caseload,
so it stays in the reader's session and in no link.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from pages.parts import data_changes, filters, plain, words
from pipelines import domain

PASTED, MENDED = "pasted_urns", "dates_mended"  # in the session
FROM, TO, KIND, PAGE = filters.CHANGED_WORDS
ONLY = "Only these URNs"
PASTE = "URNs, separated by spaces, commas or lines"
IN_SESSION = "This list stays with you until you close the page: a link does not carry it."
NOT_APPLIED = "Type, flag, tier and search chosen in the list of flagged settings are not applied here."


class Asked(NamedTuple):
    """Which two dates, which kind of change (None: all), which page, and what was not understood."""

    from_on: dt.date
    to_on: dt.date
    kind: str | None
    page: int
    problems: Sequence[str]


def parse(said: Mapping[str, list[str]], dates: Sequence[dt.date], kinds: Mapping) -> Asked:
    """Read the address against the release dates; what is not one becomes a sentence, and the usual dates stand."""
    problems: list[str] = [mended] if (mended := st.session_state.pop(MENDED, None)) else []
    said = _in_order(said, dates, problems)
    to_on = _date("To", said.get(TO), dates[1:], dates[-1], problems)
    earlier = [day for day in dates if day < to_on]
    from_on = _date("From", said.get(FROM), earlier, earlier[-1], problems)
    kind = (said.get(KIND) or [""])[-1] or None
    if kind and kind not in kinds:
        problems.append(f"“{plain.text(kind)}” is not a kind of change, so it is not applied.")
        kind = None
    return Asked(from_on, to_on, kind, filters.number(PAGE, said, problems), problems)


def _in_order(said: Mapping[str, list[str]], dates: Sequence[dt.date], problems: list[str]) -> Mapping[str, list[str]]:
    """The address with its two dates in order, and a sentence where they stood the wrong way round."""
    first, second = ((said.get(word) or [""])[-1] for word in (FROM, TO))
    if not {first, second} <= {day.isoformat() for day in dates} or first <= second:
        return said
    problems.append("The two dates stood the wrong way round: the earlier one is read as From, the later one as To.")
    return {**said, FROM: [second], TO: [first]}


def _date(label: str, raw: list[str] | None, known: Sequence[dt.date], usual: dt.date, problems: list[str]) -> dt.date:
    found = {day.isoformat(): day for day in known}
    value = (raw or [""])[-1]
    if value and value not in found:
        problems.append(
            f"{label} “{plain.text(value)}” is not the date of a release that can stand there: "
            f"this is {domain.long_date(usual)}."
        )
    return found.get(value, usual)


def bar(asked: Asked, dates: Sequence[dt.date], chosen: filters.Chosen, options: Mapping) -> None:
    """The row of controls: two dates, the areas, and the pasted URNs."""
    with st.container(key="since"):
        columns = st.columns([3, 3, 4, 2, 2], vertical_alignment="bottom")
        with columns[0]:
            _select("From", FROM, asked.from_on, [day for day in dates if day < asked.to_on])
        with columns[1]:
            _select("To", TO, asked.to_on, dates[1:])
        with columns[2]:
            filters.areas(chosen, options, columns[3])
        with columns[4].popover(ONLY, width="stretch"):
            st.session_state["w_pasted"] = st.session_state.get(PASTED, "")
            st.text_area(PASTE, key="w_pasted", on_change=_pasted, height=200, max_chars=200_000)
            st.caption(IN_SESSION)


def _select(label: str, word: str, value: dt.date, days: Sequence[dt.date]) -> None:
    key = f"w_{word}"
    st.session_state[key] = value.isoformat()
    said = {day.isoformat(): domain.long_date(day) for day in reversed(days)}
    st.selectbox(label, list(said), key=key, format_func=said.get, on_change=_dated, args=(word,))


def _dated(word: str) -> None:
    """Write a date into the address. A date on the wrong side of it would not do: it goes, and the page says so."""
    filters.turned(word)
    first, second = (st.query_params.get(one) for one in (FROM, TO))
    if first and second and first >= second:
        other, usual = (FROM, "the release before") if word == TO else (TO, "the newest release")
        gone = domain.long_date(dt.date.fromisoformat(st.query_params[other]))
        del st.query_params[other]
        label, side = ("From", "before") if other == FROM else ("To", "after")
        st.session_state[MENDED] = (
            f"{label} was {gone}, which is not {side} the date you chose, so it is now that of {usual}."
        )


def _pasted() -> None:
    st.session_state[PASTED] = st.session_state["w_pasted"]


def forget() -> None:
    """Drop the pasted list. For on_click."""
    st.session_state.pop(PASTED, None)


def urns() -> tuple[str, ...] | None:
    """The pasted URNs; None where none were pasted."""
    return tuple(data_changes.urns_in(st.session_state.get(PASTED, ""))) or None


def matched(pasted: Sequence[str], unknown: Sequence[str], counted: int) -> str:
    """How many of the pasted URNs were found, and which were not."""
    found = len(pasted) - len(unknown)
    aside = found - counted
    told = f"Only the {words.plural(len(pasted), 'URN', 'URNs')} you pasted: {found:,} in this data"
    if aside:
        told += f", of which {aside:,} {'is' if aside == 1 else 'are'} on the Early Years Register at neither date or "
        told += "outside the chosen area"
    if unknown:
        told += f"; not found: {', '.join(plain.text(urn) for urn in unknown[:20])}"
        told += f" and {len(unknown) - 20:,} more" if len(unknown) > 20 else ""
    return f"{told}. {IN_SESSION}"


def is_wider(chosen: filters.Chosen, applied: Sequence[str] = filters.AREAS) -> bool:
    """Whether the list has filters set that this page, which applies these, leaves out."""
    return bool(chosen.find or [key for key, values in chosen.values.items() if values and key not in applied])


def to_query(kind: str | None) -> dict[str, list[str]]:
    """The address of the same view with another kind, or with none, from its first page."""
    beside = {word: value for word, value in filters.carried().items() if word not in (KIND, PAGE)}
    return {**beside, **({KIND: [kind]} if kind else {})}


def go(query: Mapping[str, list[str]]) -> None:
    """Open another view of this page. For on_click."""
    st.query_params.from_dict(query)
