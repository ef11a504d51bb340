"""How do areas compare? The manager's page: counts with denominators, a funnel, and one area against areas like it."""

import streamlit as st

from pages.parts import (
    alike,
    charts,
    compare,
    comparing,
    data,
    data_areas,
    export,
    filters,
    frame,
    funnel,
    html,
    mixes,
    trend,
    words,
)

frame.needed()
st.title("How do areas compare?", anchor=False)
options = data.options()
listed = filters.parse(filters.address(), options, data.authorities_called)
chosen = filters.parse_areas(filters.address(), options, data.authorities_called, listed.values)
filters.report(chosen.problems)

kind, measure = chosen.by.replace("_", " "), data_areas.measure(chosen.measure)
rows = data_areas.areas(kind, measure)
areas = [row for row in rows if row["area_kind"] == kind]
with st.container(key="areas-bar", horizontal=True, vertical_alignment="center"):
    filters.look(filters.BY, chosen)
    filters.look(filters.MEASURE, chosen)
    filters.area(chosen, [row["area"] for row in areas])
    filters.look(filters.SORT, chosen)
st.header(comparing.finding(rows, kind), anchor=False)
area = compare.one(rows, kind, chosen.area)
if area:
    alike.way(area)
sheet = compare.sheet(rows, kind, chosen)
if sheet.page != chosen.page:
    st.warning(words.no_such_page(chosen, {"page": sheet.page}), icon=":material/help:")

if comparing.is_apart(rows):
    html.note(comparing.APART)
told = comparing.caption(rows, kind, sheet.first, len(sheet.rows), bool(listed.filters))
compare.table(sheet, told, chosen.area, comparing.is_apart(rows))
with st.container(key="after", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    export.areas(chosen.by)
    filters.pager(sheet.page, sheet.pages, "areas_page")

limits = data_areas.funnel(kind, measure)
if limits:
    st.header(comparing.funnel_finding(rows, kind), anchor=False)
    if out := comparing.left_out(rows, kind):
        st.write(out)
    charts.show(
        funnel.drawn(comparing.today(rows, kind), rows[0], limits, chosen.area), comparing.funnel_alt(rows, kind, area)
    )
    st.caption(comparing.funnel_caption(rows, area))
    with st.expander("The chart as a table"):
        funnel.table(sheet.rows, sheet.total)
else:
    st.info(comparing.no_funnel(rows[0]), icon=":material/info:")

if area:
    like = data_areas.alike(area["area"], measure) if chosen.by == "local_authority" else None
    names = tuple(row["area"] for row in like["neighbours"]) if like else ()
    alike.section(area, rows, like)
    trend.section(area, data_areas.trend(kind, area["area"], measure))
    mixes.section(area, rows[0], data_areas.mix(kind, area["area"], names), len(names))
else:
    st.caption(comparing.CHOOSE)
