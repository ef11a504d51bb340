"""A reader's own list of settings: taken, kept for the session, and put to the list of flagged settings.

It lives in the memory of the session and is gone when that ends, but for a list saved by who is alone with the
dashboard (parts/saved.py). It is in no address, so a link for a colleague carries the filters and not the list; its
columns are in no export. Left out: how a list is read (pipelines.caseload) and what became of it (parts/caseloads.py).
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

import streamlit as st

from pages.parts import data_changes, filters, plain, saved, words
from pipelines import caseload

LIST, OWN, GIVEN = "my_list", "my_filters", "my_given"  # where the session keeps the list, its filters, what was given
FEW = 30  # values of a column that can be a filter
PRIVACY = (
    "Your list is in no link and in no download of open data, and nobody else sees it here. It is held in memory for "
    "this session only{unless}. Settings open in a new tab, so that it stays here. Leave out anything about children."
)
HOW = (
    "A list of URNs, or a table with a column of URNs and any others, such as adviser, cluster or funded places: each "
    "column becomes a filter here and stands beside the setting in the list."
)
ASIDE = "Your list of settings is not applied on this page: it shows every setting of the area chosen."


def held() -> caseload.Parsed | None:
    """The list of this session, or the saved one it begins with, where there is one."""
    if LIST not in st.session_state and (found := saved.opened()) is not None:
        st.session_state[LIST] = found
    return st.session_state.get(LIST)


def within(chosen: filters.Chosen) -> filters.Chosen:
    """The same view of the settings on the reader's list only, where there is one."""
    return chosen if held() is None else replace(chosen, urns=urns())


def urns() -> tuple[str, ...]:
    """The URNs of the list that its own filters leave."""
    asked = st.session_state.get(OWN, {})
    return tuple(
        urn for urn, row in held().rows.items()
        if all(row[column] in values for column, values in asked.items() if values)
    )  # fmt: skip


def beside(found: Mapping) -> Mapping:
    """The rows of a view, each with what the reader's list says of it."""
    if held() is None:
        return found
    return {**found, "rows": [{**row, "own": held().rows.get(row["urn"], {})} for row in found["rows"]]}


def aside() -> None:
    """On a page that does not apply the reader's own list: that it does not, where there is one."""
    if held() is not None:
        st.caption(ASIDE)


def banner() -> None:
    """Clearly, above the list: that it shows the reader's own settings only; what is chosen of them; the way out."""
    if held() is None:
        saved.fault()
        return
    with st.container(key="mine", border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{showing(set(data_changes.unknown_urns(tuple(held().rows))))}**", width="content")
            with st.container(horizontal=True, width="content"):
                saved.button(held())
                st.button("Remove my list", key="remove-mine", icon=":material/close:", on_click=remove)
        saved.line()
        saved.fault()
        own_filters()


def showing(unknown: Collection[str]) -> str:
    """How many settings are shown, of how many given; `unknown` are the URNs of the list that no release used lists."""
    kept, whole = len([urn for urn in urns() if urn not in unknown]), len(held().rows)
    known = whole - len(unknown)
    some = "" if kept == known else f"{kept:,} of "
    given = words.plural(whole, "URN", "URNs")
    if not unknown:
        return f"Showing only {some}your list of {given}."
    verb = "is" if whole == 1 or known == 1 else "are"
    return f"Showing only {some}your list: {known:,} of its {given} {verb} in the releases used here."


def own_filters() -> None:
    """A filter for each column of the list with few values; kept in the session, never in the address."""
    columns = {column: values for column in held().columns if (values := _values(column))}
    if not columns:
        return
    asked = st.session_state.setdefault(OWN, {})
    with st.container(key="own", horizontal=True):
        for number, (column, values) in enumerate(list(columns.items())[:4]):
            key = f"own-{number}"
            st.session_state[key] = asked.get(column, [])
            st.multiselect(plain.text(column), values, key=key, placeholder="All", width=260, on_change=_asked,
                           args=(column, key), select_all=False)  # fmt: skip


def _values(column: str) -> list[str]:
    """The values of a column that can be a filter: few, said of several settings, and no amounts; else none."""
    said = [row[column] for row in held().rows.values() if row[column]]
    values = sorted(set(said), key=str.casefold)
    is_amount = all(value.replace(",", "").replace(".", "").isdigit() for value in values)
    return values if 1 < len(values) <= FEW and len(values) < len(said) and not is_amount else []


def _asked(column: str, key: str) -> None:
    st.session_state[OWN] = {**st.session_state.get(OWN, {}), column: st.session_state[key]}
    for word in ("page", "changed_page", "map_page"):
        st.query_params.pop(word, None)


def remove() -> None:
    """Forget the list, its filters and what was given; and what is saved of it. For on_click."""
    saved.forget()
    for key in (LIST, OWN, GIVEN):
        st.session_state.pop(key, None)
    st.session_state["my_tries"] = st.session_state.get("my_tries", 0) + 1  # empty places for the next list


def give() -> None:
    """The two ways to bring a list, and what was wrong with the last one."""
    number = st.session_state.setdefault("my_tries", 0)
    st.write(HOW)
    st.text_area("Paste URNs or a table", key=f"paste-{number}", height=140, max_chars=caseload.MOST_BYTES,
                 placeholder="2512345\nEY123456")  # fmt: skip
    st.file_uploader("Or choose a CSV file", type=["csv", "tsv", "txt"], key=f"file-{number}",
                     max_upload_size=caseload.MOST_BYTES // 1_000_000)  # fmt: skip
    st.button("Use this list", key="use", on_click=_given)
    privacy()
    saved.fault()
    given = st.session_state.get(GIVEN)
    if given is None:
        return
    try:
        caseload.parse(given)
    except caseload.SeveralColumns as fault:
        st.warning(plain.name(str(fault)), icon=":material/help:")
        column = st.selectbox("Which column holds the URN?", fault.columns, key="which")
        st.button("Use this column", key="use-column", on_click=_take, args=(given, column))
    except caseload.NotAList as fault:
        st.error(plain.name(str(fault)), icon=":material/info:")


def privacy() -> None:
    """Where the list is and is not. That it can be saved is said only where it can."""
    st.caption(PRIVACY.format(unless=", unless you save it" if saved.is_offered() else ""))


def _given() -> None:
    """Take what was pasted or chosen; what cannot be read yet is kept for the page to say why."""
    number = st.session_state.get("my_tries", 0)
    file, text = st.session_state.get(f"file-{number}"), st.session_state.get(f"paste-{number}") or ""
    st.session_state[GIVEN] = file.getvalue() if file is not None else text
    _take(st.session_state[GIVEN])


def _take(given: bytes | str, column: str | None = None) -> None:
    try:
        st.session_state[LIST] = caseload.parse(given, column)
    except caseload.NotAList:
        return
    st.session_state.pop(GIVEN, None)
    st.session_state.pop(OWN, None)
