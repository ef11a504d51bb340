"""The dashboard: which pages there are, inside one frame. Run with `streamlit run app.py`."""

import streamlit as st

from pages.parts import frame

PAGES = [
    st.Page("pages/flagged.py", title="Flagged settings", default=True),
    st.Page("pages/map.py", title="Map"),
    st.Page("pages/mine.py", title="My settings"),
    st.Page("pages/areas.py", title="Areas"),
    st.Page("pages/changed.py", title="What changed"),
    st.Page("pages/training.py", title="Training needs"),
    st.Page("pages/downloads.py", title="Downloads"),
    st.Page("pages/guide.py", title="Guide"),
    st.Page("pages/method.py", title="Method"),
    st.Page("pages/data.py", title="Data"),
    st.Page("pages/quality.py", title="Data quality"),
    st.Page("pages/accessibility.py", title="Accessibility", visibility="hidden"),
    st.Page("pages/compare_settings.py", title="Compare settings", visibility="hidden"),
    st.Page("pages/setting.py", title="Setting", visibility="hidden"),
]

# The ways between pages are drawn by the frame: Streamlit's own navigation drops the filters from the address.
page = st.navigation(PAGES, position="hidden")
st.set_page_config(page_title=f"{page.title} · {frame.PRODUCT}", page_icon=frame.ICON, layout="wide")
frame.show(page, PAGES)
