"""How do these settings compare? Up to four side by side, from the address."""

import streamlit as st

from pages.parts import filters, frame, opening, side_by_side

frame.needed()
opening.back()
st.title("How do these settings compare?", anchor=False)
rows, problems = side_by_side.chosen(filters.address())
filters.report([*problems, *filters.strangers(filters.address())])
side_by_side.choose(rows)
if rows:
    side_by_side.table(rows)
else:
    st.info(side_by_side.HOW, icon=":material/info:")
