"""Which data can I take away? The analyst's page: the datasets in a table; of the one chosen its files and columns."""

import streamlit as st

from pages.parts import data, export, filters, frame, html, supplying

frame.needed()
st.title("Which data can I take away?", anchor=False)
build, rows = data.build(), data.dataset_rows()
asked = supplying.parse(filters.address())
filters.report([*asked.problems, *filters.strangers(filters.address())])
supplying.choose(asked)

if asked.dataset:
    st.header(asked.dataset.title, anchor=False)
    st.write(asked.dataset.one_row)
    st.caption(supplying.facts(asked.dataset, rows[asked.dataset.name], build))
    export.dataset(asked.dataset.name, supplying.FORMS)
    if supplying.is_long(rows[asked.dataset.name]):
        st.caption(supplying.PATIENCE)
    st.subheader("The commands that make these files", anchor=False)
    st.code(supplying.commands(asked.dataset.name, build), language=None, wrap_lines=True)
    st.subheader("What each column means", anchor=False)
    supplying.dictionary(asked.dataset)
else:
    supplying.table(rows, build)
    export.everything(supplying.EVERYTHING)
    with st.expander("The commands that make these two files"):
        st.code(supplying.commands_of_all(build), language=None, wrap_lines=True)
    st.header("How the files are made", anchor=False)
    html.terms(supplying.FORMS_TOLD)
    st.header("What has changed in the columns?", anchor=False)
    supplying.changes()
    st.header("What is behind these files?", anchor=False)
    st.write(supplying.BEHIND)
    st.page_link("pages/quality.py", label="What each release held", query_params=filters.carried())
    with st.expander("Tables of the warehouse that are no download, and why"):
        html.terms(supplying.left_out())
