"""How do areas compare? The manager's page: counts with denominators, shares with what can be told apart."""

import streamlit as st

from pages.parts import charts, compare, comparing, data, export, filters, frame, words

frame.needed()
st.title("How do areas compare?", anchor=False)
options = data.options()
listed = filters.parse(filters.address(), options, data.authorities_called)
chosen = filters.parse_areas(filters.address())
filters.report(chosen.problems)

kind = chosen.by.replace("_", " ")
rows = data.areas(kind)
sheet = compare.sheet(rows, kind, chosen.sort, chosen.page)
mine = listed.values.get(chosen.by, ())
with st.container(key="finding", horizontal=True, vertical_alignment="center"):
    st.header(comparing.finding(rows, kind), anchor=False)
    filters.look(filters.SORT, chosen)
    filters.look(filters.BY, chosen)
if sheet.page != chosen.page:
    st.warning(words.no_such_page(chosen, {"page": sheet.page}), icon=":material/help:")

caption = comparing.caption(rows, sheet.first, len(sheet.rows), sheet.total, bool(listed.filters))
compare.table(sheet.rows, sheet.beside, caption, mine)
with st.container(key="after", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    export.areas(chosen.by)
    filters.pager(sheet.page, sheet.pages, "areas_page")

enough = [row for row in sheet.rows if not row["is_few"]]
st.header("Can their watch shares be told apart?", anchor=False)
if enough:
    charts.show(compare.dots(enough, rows[0], mine), comparing.alt(enough, rows[0]))
    st.caption(comparing.CHART)
    with st.expander("The chart as a table"):
        st.table(compare.dots_table(enough), hide_index=True)
else:
    st.info("No area here has enough settings for a share to mean much.", icon=":material/info:")
