"""A reader's own list between sessions: offered to who is alone with the dashboard, opened again, deleted by a press.

Elsewhere nothing here does anything: on a dashboard that others can reach a saved list would open for all of them.
Left out: the file (pipelines.keeping) and the list itself (mine).
"""

import datetime as dt
import os

import streamlit as st

from pages.parts import alone, plain, updating
from pipelines import caseload, domain, errors, keeping

SAVE = "SQM_SAVE_LISTS"
LOOKED, SINCE, FAULT = "my_list_looked", "my_list_since", "my_list_fault"  # in the session
GOES = (
    "Not saved: your list is lost when you close or reload this page, or type an address. Move about by the links on "
    "the page, and it stays. {next}"
)
OFFERED = "Save it to have it back next time: in a file on this computer that nothing else reads."
NOT_OFFERED = "To have it again, give it again: other people can reach this dashboard, so it keeps no lists."
KEPT = "Saved on this computer on {day}, and opened again each time. **Remove my list** deletes the saved copy too."


def is_offered() -> bool:
    """Whether a list may be saved: where one person alone uses the dashboard, unless configuration says otherwise."""
    is_shared = os.environ.get(updating.ALLOW, "").strip() == "0" and not os.environ.get(SAVE, "").strip()
    return not is_shared and alone.is_alone(SAVE)


def opened() -> caseload.Parsed | None:
    """The saved list, the first time a session asks; None from then on, and where there is none."""
    if st.session_state.get(LOOKED) or not is_offered():
        return None
    st.session_state[LOOKED] = True
    try:
        found = keeping.kept()
    except errors.KeptList as fault:
        st.session_state[FAULT] = str(fault)
        return None
    if found is None:
        return None
    st.session_state[SINCE] = found.since
    return found.parsed


def line() -> None:
    """Whether the list on screen is saved and since when, or that it will be lost."""
    since = st.session_state.get(SINCE)
    st.caption(KEPT.format(day=domain.long_date(since)) if since else
               GOES.format(next=OFFERED if is_offered() else NOT_OFFERED))  # fmt: skip


def button(parsed: caseload.Parsed) -> None:
    """The press that saves, where that is offered and not done."""
    if is_offered() and not st.session_state.get(SINCE):
        st.button("Save on this computer", key="save-mine", icon=":material/save:", on_click=_save, args=(parsed,))


def fault() -> None:
    """What went wrong with the saved list, and a way to be rid of one that cannot be read."""
    said = st.session_state.get(FAULT)
    if not said:
        return
    st.warning(plain.name(said), icon=":material/help:")
    if is_offered() and not st.session_state.get(SINCE) and keeping.place().exists():
        st.button("Delete the saved list", key="delete-saved", icon=":material/close:", on_click=forget)


def forget() -> None:
    """Delete what is saved, where this reader may. For on_click."""
    st.session_state.pop(FAULT, None)
    st.session_state.pop(SINCE, None)
    if not is_offered():
        return
    try:
        keeping.forget()
    except errors.KeptList as fault:
        st.session_state[FAULT] = str(fault)


def _save(parsed: caseload.Parsed) -> None:
    today = dt.date.today()
    st.session_state.pop(FAULT, None)
    try:
        keeping.keep(parsed, today)
    except errors.KeptList as fault:
        st.session_state[FAULT] = str(fault)
        return
    st.session_state[SINCE] = today
