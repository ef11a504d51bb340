"""The frame every page shares: product name, ways to the other pages, what the data is, the licence; and the net
that turns any fault into a sentence with a next step. No page content.
"""

import datetime as dt
import logging
import runpy
from contextvars import ContextVar
from pathlib import Path

import streamlit as st

from pages.parts import announcing, data, filters, marks, moments, opening, words
from pipelines import domain, errors, paths

PRODUCT = "Setting quality monitor"
ICON = Path(__file__).parent / "icon.svg"  # a file of ours: named icons and emoji are fetched from outside
LOOK = (Path(__file__).parent / "look.css").read_text(encoding="utf-8")
APP = Path(__file__).parents[2] / "app.py"
WITHOUT_DATA = ("data", "guide", "accessibility")  # the page that can bring data in, and those that need none
FOOT = ("method", "data", "quality", "accessibility")  # about the product and its data: ways at the foot
log = logging.getLogger(__name__)
_is_drawn: ContextVar[bool] = ContextVar("frame_is_drawn", default=False)


def needed() -> None:
    """Every page begins here. Until app.py has run once, Streamlit answers the address of a file in pages/ with that
    file alone, without frame or net: a shared link would then be the first thing a fresh server shows. So: run app.py,
    which draws the frame and the page in it, and leave the bare page undrawn."""
    if not _is_drawn.get():
        runpy.run_path(str(APP))
        st.stop()


def show(page, pages) -> None:
    """Draw one page inside the frame. Nothing that goes wrong leaves as anything but words."""
    token = _is_drawn.set(True)
    try:
        _draw(page, pages)
    finally:
        _is_drawn.reset(token)


def _draw(page, pages) -> None:
    st.html(f"<style>{marks.css_variables()}{LOOK}</style>")
    build = _head(page, pages)
    if not build and page.url_path not in WITHOUT_DATA:
        st.title("There is nothing to show yet", anchor=False)
        st.info(words.NO_WAREHOUSE, icon=":material/info:")
    else:
        opening.at(page.url_path)
        try:
            page.run()
        except Exception as fault:  # every fault ends here; the log keeps what the reader is spared
            say(fault)
    _foot(build, page, pages)
    announcing.findings()


def say(fault: Exception) -> None:
    """A fault in words: what happened and what to do next. Never a folder of the computer that serves the page."""
    if isinstance(fault, errors.NoWarehouse):
        log.error("%s", fault)
        st.info(words.NO_WAREHOUSE, icon=":material/info:")
        return
    if isinstance(fault, errors.MonitorError):
        st.error(str(fault), icon=":material/info:")
        return
    log.error("A page could not be drawn. Were its files changed while it ran, restart the dashboard", exc_info=fault)
    st.error(
        "This page could not be shown. Reload it; if that does not help, clear the filters, or tell the person who "
        "runs this dashboard: the details are in its log.",
        icon=":material/info:",
    )


def _head(page, pages) -> dict | None:
    """Product, ways between pages, what the data are. Returns the build this run reads, None where there is none."""
    with st.container(key="head", horizontal=True, vertical_alignment="center"):
        st.html(f'<span class="product">{PRODUCT}</span>', width="content")
        _ways("ways", page, [one for one in pages if one.visibility == "visible" and one.url_path not in FOOT])
    build = _refreshed()
    if build:
        days = moments.days()
        now = moments.asked(page.url_path, days)
        if now:
            data.look_back(now)
            build = data.build()
        sample = '<strong class="sample">Sample data, invented settings</strong>' if build["is_sample"] else ""
        aged = words.stale(build, days[0], dt.date.today()) if days else ""
        with st.container(key="facts", horizontal=True, vertical_alignment="center"):
            st.html(f'<p class="facts">{sample}<span>{words.source_line(build)}{aged}</span></p>')
            if page.url_path in moments.PAGES:
                moments.choose(days, now)
        moments.banner(page.url_path, now, days)
    return build


def _ways(key: str, page, others, width: str = "content") -> None:
    """Links to other pages in a row; the one to the page on screen is marked."""
    with st.container(key=key, horizontal=True, gap="xsmall", width=width):
        for other in others:
            with st.container(key=f"way-here-{other.url_path}" if other == page else None, width="content"):
                st.page_link(other, query_params=filters.carried())


def _refreshed() -> dict | None:
    try:
        data.refresh()
        return data.build()
    except errors.MonitorError as fault:
        log.error("%s", fault)  # with the folder, which the reader is spared
        return None


def _foot(build: dict | None, page, pages) -> None:
    """What the labels are not, whose data these are, the ways to what is about the product, and its version."""
    with st.container(key="foot", gap="xsmall"):
        if build:
            st.caption(f"{domain.PURPOSE}  \n{build['source']}")
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            _ways("about", page, [one for one in pages if one.url_path in FOOT], "stretch")
            st.caption(f"{PRODUCT} {paths.version()}", width="content")
