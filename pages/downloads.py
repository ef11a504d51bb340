"""Which data can I take away? The analyst's page: the datasets in a table; of the one chosen its files and columns."""

import streamlit as st

from pages.parts import data, export, filters, frame, html, since, supplying

frame.needed()
st.title("Which data can I take away?", anchor=False)
build, options = data.build(), data.options()
chosen = filters.parse(filters.address(), options, data.authorities_called)
areas = chosen.values.get("local_authority", ())
asked, rows = supplying.parse(filters.address()), data.dataset_rows(areas)
filters.report([*chosen.problems, *asked.problems])
supplying.choose(asked, chosen, options)
if since.is_wider(chosen, filters.AREAS[:1]):
    st.caption(supplying.NOT_APPLIED)
files = supplying.files(asked)

if asked.dataset:
    st.header(asked.dataset.title, anchor=False)
    st.write(supplying.holds(asked.dataset, rows[asked.dataset.name], data.in_scope(areas)))
    st.caption(supplying.facts(asked.dataset, rows[asked.dataset.name], areas, build))
    export.datasets(files, areas)
    if supplying.is_long(rows[asked.dataset.name]):
        st.caption(supplying.PATIENCE)
    st.subheader("The commands that make these files", anchor=False)
    st.code(supplying.commands(files, build, areas), language=None, wrap_lines=True)
    st.subheader("What each column means", anchor=False)
    supplying.dictionary(asked.dataset)
else:
    supplying.table(rows, areas, build, data.in_scope(areas))
    export.datasets(files, areas)
    with st.expander("The commands that make these two files"):
        st.code(supplying.commands(files, build, areas), language=None, wrap_lines=True)
    st.header("How the files are made", anchor=False)
    html.terms(supplying.FORMS_TOLD)
    st.header("What has changed in the columns?", anchor=False)
    supplying.changes()
    st.header("What is behind these files?", anchor=False)
    st.write(supplying.BEHIND)
    st.page_link("pages/quality.py", label="What each release held", icon=":material/arrow_forward:",
                 query_params=filters.carried())  # fmt: skip
    with st.expander("Tables of the warehouse that are no download, and why"):
        html.terms(supplying.left_out())
