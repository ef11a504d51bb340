"""The frame every page shares: product name, ways to the other pages, what the data is, the licence; and the net
that turns any fault into a sentence with a next step. No page content.
"""

import logging
from pathlib import Path

import streamlit as st

from pages.parts import data, filters, marks
from pipelines import domain, errors

PRODUCT = "Setting quality monitor"
ICON = Path(__file__).parent / "icon.svg"  # a file of ours: named icons and emoji are fetched from outside
LOOK = (Path(__file__).parent / "look.css").read_text(encoding="utf-8")
log = logging.getLogger(__name__)


def show(page, pages) -> None:
    """Draw one page inside the frame. Nothing that goes wrong leaves as anything but words."""
    st.html(f"<style>{marks.css_variables()}{LOOK}</style>")
    _head(page, pages)
    try:
        page.run()
    except Exception as fault:  # every fault ends here; the log keeps what the reader is spared
        say(fault)
    _foot()


def say(fault: Exception) -> None:
    """A fault in words: what happened and what to do next."""
    if isinstance(fault, errors.MonitorError):
        st.error(str(fault), icon=":material/info:")
        return
    log.error("A page could not be drawn", exc_info=fault)
    st.error(
        "This page could not be shown. Reload it; if that does not help, clear the filters, or tell the person who "
        "runs this dashboard: the details are in its log.",
        icon=":material/info:",
    )


def _head(page, pages) -> None:
    query = filters.carried()
    with st.container(key="head", horizontal=True, vertical_alignment="center"):
        st.html(f'<span class="product">{PRODUCT}</span>', width="content")
        with st.container(key="ways", horizontal=True, gap="xsmall", width="content"):
            for other in pages:
                if other.visibility == "visible":
                    with st.container(key=f"way-here-{other.url_path}" if other == page else None, width="content"):
                        st.page_link(other, query_params=query)
    try:
        data.refresh()
        build = data.build()
    except errors.MonitorError:
        return  # the page itself says what is missing, once
    sample = '<strong class="sample">Sample data, invented settings</strong>' if build["is_sample"] else ""
    st.html(f'<p class="facts">{sample}<span>Data as at {domain.long_date(build["as_at"])} · Ofsted · OGL</span></p>')


def _foot() -> None:
    with st.container(key="foot"):
        st.caption(f"{domain.PURPOSE}  \n{domain.LICENCE}.")
