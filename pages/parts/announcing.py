"""Says a page's finding to those who only hear the page, when a filter or a press has changed it.

Streamlit draws a page anew without a word to a screen reader (WCAG 2.2, 4.1.3 Status messages). A few lines of
announcing.js keep a live region that says what the first heading below the title says. It shows nothing.
"""

from pathlib import Path

import streamlit as st

_heard = st.components.v2.component(
    "announced", js=(Path(__file__).parent / "announcing.js").read_text(encoding="utf-8"), isolate_styles=False
)


def findings() -> None:
    """Say from now on what the finding of the page on screen has become. Once a run."""
    _heard(key="announced")
