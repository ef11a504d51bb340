"""Start Streamlit with st.download_button doing nothing: the dashboard, but without its CSV buttons."""

import sys

import streamlit as st
from streamlit.web import cli


def nothing(*_: object, **__: object) -> bool:
    return False


if __name__ == "__main__":
    st.download_button = nothing
    sys.argv[0] = "streamlit"
    cli.main()
