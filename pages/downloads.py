"""Which data can I take away? The analyst's page: each dataset with its dictionary, and where it comes from."""

from html import escape

import streamlit as st

from pages.parts import data, export, filters, frame, html, supplying

frame.needed()
st.title("Which data can I take away?", anchor=False)
build = data.build()
filters.report(filters.strangers(filters.address()))
st.write(supplying.FORMS)
st.caption(supplying.FORMULAS)

for name, dataset in data.datasets().items():
    st.header(name.capitalize(), anchor=False)
    st.write(supplying.ONE_ROW[name])
    st.caption(supplying.facts(dataset, build))
    export.dataset(name)
    with st.expander(f"Every column of {name}, and how to make this file yourself", key=f"dictionary-{name}"):
        st.code(supplying.command(name), language=None, wrap_lines=True)
        html.table(
            f"{name.capitalize()}: what each column means",
            ["Column", "Type", "Meaning"],
            [(f"<code>{one['column']}</code>", one["kind"], escape(one["meaning"])) for one in dataset["columns"]],
        )

st.header("What is behind these files?", anchor=False)
st.write(supplying.BEHIND)
st.page_link("pages/quality.py", label="What each release held", query_params=filters.carried())
