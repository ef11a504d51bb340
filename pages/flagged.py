"""Which settings need a closer relationship? The adviser's landing page: filters, counts to press, the list."""

import streamlit as st

from pages.parts import changing, data, export, filters, frame, html, marks, mine, nearly, opening, tables, words

frame.needed()
st.title("Which settings need a closer relationship?", anchor=False)
options = data.options()
said = words.displayed()
chosen = mine.within(filters.parse(filters.address(), options, data.authorities_called))
mine.banner()
filters.bar(chosen, options, said)
filters.report(chosen.problems)

counts = data.counts(chosen.filters)
with st.container(key="tiers", horizontal=True, gap="small"):
    for tier, chip in marks.TIERS.items():
        view = filters.to_query(filters.narrowed(chosen, "tier", tier))
        st.button(
            f"**{counts['tiers'][tier]:,}** {chip.word}", key=f"tier-{tier}", on_click=filters.go, args=(view,),
            type="primary" if chosen.values.get("tier") == (tier,) else "secondary", width="stretch",
            help=words.tip(tier),
        )  # fmt: skip
with st.container(key="flags", horizontal=True, gap="small", vertical_alignment="center"):
    st.caption(words.denominator(counts, chosen), width="content")
    changing.since_then(chosen)
    for flag, count in words.pressable(counts).items():
        view = filters.to_query(filters.narrowed(chosen, "flag", flag))
        st.button(f"{said[flag]} {count:,}", key=f"flag-{flag}", type="tertiary", on_click=filters.go, args=(view,),
                  help=words.tip(flag))  # fmt: skip
hidden = words.patterns_hidden(counts)
if hidden:
    st.info(hidden, icon=":material/info:")

found = mine.beside(data.flagged(chosen.filters, chosen.order, chosen.page))
with st.container(key="finding", horizontal=True, vertical_alignment="center"):
    st.header(words.finding(chosen, found, counts, said), anchor=False)
    if chosen.is_narrowed:
        st.button(
            "Clear filters", key="clear", type="tertiary", icon=":material/close:", on_click=filters.go, args=({},)
        )
    filters.look(filters.ORDER, chosen)
    filters.look(filters.VIEW, chosen)

has_window = bool(chosen.values.get("window"))
if found["page"] != chosen.page:
    st.warning(words.no_such_page(chosen, found), icon=":material/help:")
if not found["rows"]:
    st.info(words.nothing_found(chosen), icon=":material/info:")
    nearly.offered(chosen.find)
elif chosen.view == "table":
    st.caption(words.grid_caption(found, chosen.find))
    urn = tables.grid(found["rows"], said, words.grid_caption(found, chosen.find), words.SCORES, has_window)
    if urn:
        st.switch_page("pages/setting.py", query_params=opening.query(urn))
else:
    tables.listing(
        found["rows"],
        said,
        {**filters.aside(), **filters.to_query(chosen)},
        words.list_caption(found, chosen.find),
        has_window,
    )
with st.container(key="after", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    if found["rows"]:
        export.flagged(chosen, found["total"])
        export.briefings(chosen, found["total"])
    filters.pager(found["page"], found["pages"])
with st.expander("What do these words mean?", key="meanings"):
    html.terms(words.meanings(counts["flags"]))
