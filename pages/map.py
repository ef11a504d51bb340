"""Where are the flagged settings? The list's filters, a map of those that can be placed, and a table beside it."""

import streamlit as st

from pages.parts import data, data_places, filters, frame, html, mapping, mine, opening, placing, words

frame.needed()
st.title("Where are the flagged settings?", anchor=False)
options = data.options()
said = words.displayed()
chosen = mine.within(filters.parse(filters.address(), options, data.authorities_called))
mine.banner()
filters.bar(chosen, options, said)
asked = placing.parse(filters.address())
filters.report([*chosen.problems, *asked.problems])

build = data.build()
view = mine.beside(data_places.view(chosen.filters, chosen.order, asked.page))
has_others = asked.others == "shown"
with st.container(key="finding", horizontal=True, vertical_alignment="center"):
    st.header(placing.finding(view, chosen, said), anchor=False)
    if chosen.is_narrowed:
        st.button(
            "Clear filters", key="clear", type="tertiary", icon=":material/close:", on_click=filters.go, args=({},)
        )
    filters.look(filters.OTHERS, asked)
if build["postcodes"] and (missing := placing.missing(view, build["postcodes"])):
    html.note(missing)

if not build["postcodes"]:
    st.info(placing.NO_DIRECTORY, icon=":material/info:")
elif not view["total"]:
    st.info(words.nothing_found(chosen), icon=":material/info:")
elif not view["placed"]:
    st.info(placing.NONE_PLACED, icon=":material/info:")
else:
    if view["page"] != asked.page:
        st.warning(words.no_such_page(asked, view), icon=":material/help:")
    drawn, listed = st.columns([7, 5], gap="medium")
    with drawn, st.container(key="drawn"):
        placing.key(view, has_others)
        pressed = mapping.show(view, said, has_others, placing.alt(view, chosen))
        st.caption(placing.caption(view, build))
    with listed:
        placing.table(view, said, chosen.find)
        filters.pager(view["page"], view["pages"], placing.PAGE)
    if pressed:
        st.switch_page("pages/setting.py", query_params=opening.query(pressed))
