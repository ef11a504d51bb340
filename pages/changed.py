"""What changed between two releases? Counts that add up, then the settings by what matters most, each with why."""

import streamlit as st

from pages.parts import changing, data, data_changes, export, filters, frame, html, mine, since, words

frame.needed()


def page() -> None:
    """The whole page, where two release dates are loaded."""
    options = data.options()
    chosen = filters.parse(filters.address(), options, data.authorities_called)
    asked = since.parse(filters.address(), dates, data_changes.kinds())
    since.bar(asked, dates, chosen, options)
    filters.report([*chosen.problems, *asked.problems])
    pasted = since.urns()
    chosen = chosen if pasted else mine.within(chosen)
    question = data_changes.question(asked.from_on, asked.to_on, chosen.values, pasted or chosen.urns)
    counts = data_changes.counts(question)
    if pasted:
        st.write(since.matched(pasted, data_changes.unknown_urns(pasted), counts["all"]))
        st.button("Forget the list", key="forget", type="tertiary", icon=":material/close:", on_click=since.forget)
    else:
        mine.banner()
    changing.counted(counts, asked)
    changing.kinds(counts, asked)

    found = data_changes.between(question, asked.kind, asked.page)
    with st.container(key="finding", horizontal=True, vertical_alignment="center"):
        st.header(changing.finding(counts, asked, chosen, found["total"]), anchor=False)
        if asked.kind:
            st.button("Show all kinds", key="all-kinds", type="tertiary", icon=":material/close:", on_click=since.go,
                      args=(since.to_query(None),))  # fmt: skip
    st.caption(changing.caption(found, counts, asked) + (f" {since.NOT_APPLIED}" if since.is_wider(chosen) else ""))
    if found["page"] != asked.page:
        st.warning(words.no_such_page(asked, found), icon=":material/help:")
    if found["rows"]:
        changing.listing(found, counts, asked)
    elif not data_changes.nothing_compared(counts, question, ""):
        st.info(changing.NONE_OF_KIND if asked.kind else changing.NOTHING, icon=":material/info:")
    with st.container(key="after", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        with st.container(key="take", horizontal=True, vertical_alignment="center", width="content"):
            export.changes(question, chosen, asked.kind, found["total"])
            export.panel_pack(question, chosen)
        filters.pager(found["page"], found["pages"], since.PAGE)
    changing.local(asked)
    with st.expander("What do these words mean?", key="meanings"):
        html.terms({told["display"]: f"{told['meaning']}." for told in data_changes.kinds().values()})


st.title("What changed between two releases?", anchor=False)
dates = data_changes.release_dates()
if len(dates) < 2:
    filters.report(filters.strangers(filters.address()))
    st.info(changing.ONE_RELEASE, icon=":material/info:")
else:
    page()
