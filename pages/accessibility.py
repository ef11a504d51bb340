"""Can everybody use this? What was tested, what is not met or not known, and whom to tell."""

from html import escape

import streamlit as st

from pages.parts import frame, html, statement

frame.needed()
st.title("Can everybody use this dashboard?", anchor=False)
st.write(statement.LEAD)
for heading, lead, points in statement.PARTS:
    st.header(heading, anchor=False)
    if lead:
        st.write(lead)
    html.bullets(map(escape, points))
st.header("What can you do if something does not work for you?", anchor=False)
st.write(statement.REPORT)
