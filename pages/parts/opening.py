"""Opening a setting's page, and the way back from it: to the page it was opened on, as that page stood.

The address says which page that was, so that the way back holds in a new tab and in a link. Left out: the filters of
each page, which go along anyway (filters.carried).
"""

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import urlencode

import streamlit as st

from pages.parts import filters, html, mine, plain, since

# Pages a setting can be opened on, by their address: the file, and what the way back calls it. The first is the usual.
PLACES = {
    "": ("pages/flagged.py", "the list"),
    "map": ("pages/map.py", "the map"),
    "mine": ("pages/mine.py", "My settings"),
    "changed": ("pages/changed.py", "What changed"),
    "training": ("pages/training.py", "Training needs"),
}
SETTING, COMPARE = "setting", "compare_settings"  # opened from those above, and from each other
BACK, COMPARED, TAB = filters.BACK_WORDS  # from where; compared with which; whether in a tab of its own
TAB_OF_ITS_OWN = "Your own list is in the tab that this page was opened from: close this tab to go back to it."
HERE = "page_drawn"  # in the session, since what a press does runs before the page is drawn again


def at(page_path: str) -> None:
    """Tell which page is drawn, by its address. The frame does, before each page."""
    st.session_state[HERE] = page_path


def query(urn: str, beside: Mapping | None = None) -> dict:
    """The address of a setting's page as opened on the page on screen: with its filters, or those given in `beside`."""
    return {**(filters.carried() if beside is None else beside), **trail(), "urn": urn}


def trail() -> dict[str, list[str]]:
    """What the address of a page opened from here says of the way back."""
    here, said = st.session_state.get(HERE), filters.address()
    if here in (SETTING, COMPARE):
        kept = {word: said[word] for word in filters.BACK_WORDS if word in said}
        return kept if here == SETTING else {**kept, COMPARED: said.get("urn", [])}
    return {BACK: [here]} if here else {}


def comparing(urns: Sequence[str]) -> dict[str, list[str]]:
    """The address of a comparison of these settings, as opened on the page on screen."""
    kept = {word: values for word, values in trail().items() if word != COMPARED}
    return {**filters.carried(), **kept, **({"urn": list(urns)} if urns else {})}


def link(urn: str, name: str, beside: Mapping | None = None, kind: str = "name") -> str:
    """A setting's name as the link to its page. Where the session holds a list of the reader's own, in a new tab:
    opening a link ends the session."""
    said = query(urn, beside)
    look = f'class="{kind}" ' if kind else ""
    if mine.held() is None and not st.session_state.get(since.PASTED):
        return f'<a {look}href="{escape(_address(said))}" target="_self">{escape(name)}</a>'
    return html.away(_address({**said, TAB: "new"}), name).replace("<a ", f"<a {look}", 1)


def _address(said: Mapping) -> str:
    return f"{SETTING}?{urlencode(said, doseq=True)}"


def back() -> None:
    """The way back, above a setting or a comparison: it names the page it leads to."""
    said, carried = filters.address(), filters.carried()
    origin = (said.get(BACK) or [""])[-1]
    compared = said.get(COMPARED) if st.session_state.get(HERE) == SETTING else None
    is_alone = TAB in said and mine.held() is None and not st.session_state.get(since.PASTED)
    if is_alone:
        st.caption(TAB_OF_ITS_OWN)
    if compared:
        way, called = f"pages/{COMPARE}.py", "the comparison"
        carried = comparing(compared)
    elif is_alone and origin == "mine":
        way, called = PLACES[""]  # there is no list in this session to go back to
    else:
        way, called = PLACES.get(origin, PLACES[""])
    st.page_link(way, label=f"Back to {called}", icon=":material/arrow_back:", query_params=carried)
    if origin not in PLACES:
        filters.report([f"“{plain.text(origin)}” is not a page to go back to, so Back leads to the list."])
