"""WCAG 2.2 A and AA: axe-core finds nothing on any page or state, at a desk and on a phone, light and dark.

And what axe cannot see: charts have their words and their table, the keyboard reaches everything and shows where it
is, nothing makes the page scroll sideways. Contrast of marks inside charts: tests/test_marks.py.
"""

import contextlib
import json
import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import TimeoutError, expect

from pages.parts import statement
from tests.browser.conftest import DESK, NARROW, PHONE
from tests.browser.screen import Screen

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
BACKGROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(14, 17, 23)"}  # of .streamlit/config.toml
WIDTHS = {"desk": DESK, "phone": PHONE}


class State(NamedTuple):
    """A page in some state: its address, what is done there, and at which width it can be met."""

    address: str
    act: Callable | None = None
    only: str | None = None


def open_fold(screen) -> None:
    screen.do(screen.page.get_by_role("button", name=re.compile("Filters")).click)
    expect(screen.page.get_by_role("combobox", name="Local authority")).to_be_visible()


def open_popover(screen) -> None:
    screen.page.get_by_role("button", name=re.compile("^More")).click()
    expect(screen.page.get_by_role("combobox", name="Region")).to_be_visible()


def open_options(screen) -> None:
    screen.page.get_by_role("combobox", name="Local authority").click()
    expect(screen.page.get_by_role("option", name="Northmarsh")).to_be_visible()


STATES = {
    "flagged": State(""),
    "flagged, filters set": State("?local_authority=Northmarsh&flag=yo-yo&tier=intensive"),
    "flagged, more filters open": State("?region=Sample+North", open_popover, "desk"),
    "flagged, options open": State("", open_options, "desk"),
    "flagged, fold open": State("?local_authority=Northmarsh", open_fold, "phone"),
    "flagged, nothing found": State("?find=zzzz&local_authority=Nowhere&page=x&nonsense=1"),
    "flagged, table": State("?view=table&local_authority=Northmarsh"),
    "flagged, second page, words explained": State("?page=2", Screen.unfold),
    "setting, serious": State("setting?urn=S0000001", Screen.unfold),
    "setting, earlier registration": State("setting?urn=S0000068", Screen.unfold),
    "setting, report card": State("setting?urn=S0000030&local_authority=Northmarsh", Screen.unfold),
    "setting, one inspection": State("setting?urn=S0000007", Screen.unfold),
    "setting, no inspection": State("setting?urn=S0000012"),
    "setting, visits only": State("setting?urn=S0000038", Screen.unfold),
    "setting, name withheld": State("setting?urn=S0000057", Screen.unfold),
    "setting, out of scope": State("setting?urn=S0000016"),
    "setting, left": State("setting?urn=S0000017"),
    "setting, unknown": State("setting?urn=S9999999"),
    "setting, none": State("setting"),
    "map": State("map?map_page=2"),
    "map, looking back": State("map?local_authority=Northmarsh&as_at=2022-03-31&others=hidden"),
    "map, none can be placed": State("map?provider_type=Childminder"),
    "areas": State("areas", Screen.unfold),
    "areas, one area": State("areas?area=Northmarsh&measure=flagged", Screen.unfold),
    "areas, one region": State("areas?by=region&area=Sample+South", Screen.unfold),
    "areas, constituencies": State("areas?by=constituency"),
    "flagged, looking back": State("?as_at=2022-03-31"),
    "setting, looking back": State("setting?urn=S0000001&as_at=2022-03-31"),
    "changed": State("changed?from=2021-08-31", Screen.unfold),
    "changed, one kind": State("changed?kind=grade+down&local_authority=Northmarsh"),
    "training needs": State("training"),
    "training needs, one theme": State(
        "training?local_authority=Northmarsh&theme=SENCO+support%2C+early+identification+of+needs"
    ),
    "downloads": State("downloads", Screen.unfold),
    "downloads, one dataset": State("downloads?dataset=changed"),
    "data quality": State("quality?release=5", Screen.unfold),
    "data": State("data", Screen.unfold),
    "method": State("method", Screen.unfold),
    "accessibility statement": State("accessibility"),
    "guide": State("guide?role=manager", Screen.unfold),
}
STICKING_OUT = """() => {
    const main = document.querySelector(".stMain"), wide = innerWidth + 1
    const scrolls = [document.documentElement, document.body, main]
    if (scrolls.every(e => e.scrollWidth <= e.clientWidth + 1)) return []
    const out = [...main.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > wide)
    return ["the page scrolls sideways", ...out.slice(0, 5).map(e => e.cloneNode().outerHTML.slice(0, 160))]
}"""
MET = [(name, width) for name, state in STATES.items() for width in WIDTHS if state.only in (None, width)]


def test_the_states_hold_what_they_are_named_after(sample_listing):
    labels = {name: sample_listing[urn[1]]["label"] for name, state in STATES.items()
              if (urn := re.search(r"urn=(S0\d+)", state.address))}  # fmt: skip
    assert labels["setting, serious"] == "serious concern"
    assert (labels["setting, left"], labels["setting, out of scope"]) == ("left", "out of scope")
    assert sample_listing["S0000030"]["scale"] == "report card"
    assert sample_listing["S0000007"]["scored_count"] == 1
    assert sample_listing["S0000057"]["is_name_withheld"]


@pytest.mark.parametrize("name, width", MET)
def test_nothing_for_axe_to_find(tab, app, name, width):
    state = STATES[name]
    screen = tab(app, viewport=WIDTHS[width]).open(state.address)
    if state.act:
        state.act(screen)
    screen.charts_drawn()
    page = screen.page
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.locator("h1")).to_have_count(1)
    page.evaluate(AXE_SCRIPT)
    for theme, colour in BACKGROUNDS.items():
        page.emulate_media(color_scheme=theme)
        expect(page.locator(".stApp")).to_have_css("background-color", colour)
        page.wait_for_function("() => document.getAnimations().every(each => each.playState !== 'running')")
        assert violations(page) == [], theme
    if width == "phone":
        for size in (PHONE, NARROW):
            page.set_viewport_size(size)
            assert overflow(page) == [], size


def violations(page) -> list[tuple]:
    """What axe finds wrong: rule, impact, and where."""
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    # What passed is only counted: sent over whole, it costs as much as finding it.
    passes, found = page.evaluate(
        f"axe.run(document, {json.dumps(options)}).then(found => [found.passes.length, found.violations])"
    )
    assert passes > 10, "axe looked at next to nothing"
    return [(item["id"], item["impact"], [node["html"][:200] for node in item["nodes"]]) for item in found]


def overflow(page) -> list[str]:
    """What sticks out to the right so that the page itself scrolls sideways."""
    with contextlib.suppress(TimeoutError):  # charts are laid out again a moment after the width has changed
        page.wait_for_function(f"() => ({STICKING_OUT})().length === 0", timeout=3000)
    return page.evaluate(STICKING_OUT)


CHARTED = ["setting?urn=S0000001", "setting?urn=S0000034", "setting?urn=S0000038", "areas?area=Northmarsh", "map"]


@pytest.mark.parametrize("address", CHARTED)
def test_every_chart_has_words_and_its_data_as_a_table(screen, address):
    screen.open(address)
    screen.unfold()
    screen.charts_drawn()
    charts = screen.page.locator("[data-testid=stVegaLiteChart]")
    assert charts.count() >= (2 if address.startswith("areas") else 1)
    told = [chart.get_attribute("aria-label") or "" for chart in charts.all()]
    assert all(len(words.split()) >= 6 for words in told), told
    assert len(set(told)) == len(told)
    tables = screen.page.get_by_role("table")
    assert tables.count() >= max(len(told), 1)
    for table in tables.all():
        assert table.locator("tbody tr").count() >= 1


@pytest.mark.parametrize("address", ["setting?urn=S0000001", "areas?area=Northmarsh"])
def test_the_marks_of_a_chart_are_not_read_out_beside_its_words(screen, address):
    """A screen reader read each as "share: 5.714286%; line mark", after the sentence and before the table."""
    screen.open(address).charts_drawn()
    charts = screen.page.locator("[data-testid=stVegaLiteChart]")
    assert charts.count() >= 1 and charts.locator(".mark-symbol path").count() > 3
    assert charts.locator(".role-mark [aria-roledescription]").count() == 0


GLUED = """() => [...document.querySelectorAll(".stMain .more, .stMain .chip")]
    .filter(each => !each.previousElementSibling?.matches("[aria-hidden=true]"))
    .map(each => [each.previousSibling?.textContent ?? "", each.textContent])
    .filter(([before, text]) => text && /\\S$/.test(before)).map(([before, text]) => before + text)"""


@pytest.mark.parametrize(
    "address",
    ["", "setting?urn=S0000001", "areas?area=Northmarsh", "changed", "downloads", "quality", "method",
     "compare_settings?urn=S0000001&urn=S0000003", "map?local_authority=Northmarsh"],
)  # fmt: skip
def test_a_line_below_another_is_a_word_of_its_own_where_lines_are_not_seen(screen, address):
    """A screen reader read "Serious concernalso Yo-yo" and "Inadequate14 May 2024"; so does text that is pasted."""
    screen.open(address)
    screen.unfold()
    assert screen.page.locator(".stMain .more, .stMain .chip").count() > 0
    assert screen.page.evaluate(GLUED) == []


def test_the_timeline_as_a_table_holds_every_inspection(screen, sample_served):
    screen.open("setting?urn=S0000001")
    screen.unfold()
    page = screen.page
    table = page.get_by_role("table").filter(has_text="14 May 2024").filter(has_text="12 February 2019").first
    for told in ("15 March 2016", "12 February 2019", "21 January 2020", "14 May 2024", "Inadequate", "Serious"):
        expect(table).to_contain_text(told)


def test_the_statement_is_reached_from_the_foot_and_the_filters_stay(screen):
    screen.open("?local_authority=Northmarsh")
    screen.do(screen.page.locator(".st-key-foot").get_by_role("link", name="Accessibility").click)
    assert (screen.at, screen.query) == ("accessibility", {"local_authority": ["Northmarsh"]})
    for told in (*statement.TESTED, *statement.NOT_MET, *statement.NOT_TESTED):
        expect(screen.page.get_by_role("listitem").filter(has_text=told)).to_have_count(1)
    assert "Tell the person who runs this dashboard" in screen.text


@pytest.mark.parametrize("look", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("address", ["", "quality"])
def test_the_ways_at_the_foot_stand_in_one_row(tab, app, address, look):
    screen = tab(app, viewport=look).open(address)
    tops = {round(link.bounding_box()["y"]) for link in screen.page.locator(".st-key-about a").all()}
    assert len(tops) == 1 and screen.page.locator(".st-key-about a").count() == 4


def focused(page) -> str:
    """The element that has the focus, in a few words."""
    return page.evaluate(
        """() => { const e = document.activeElement
                   return e.getAttribute("aria-label") || e.innerText || e.tagName }"""
    ).replace("\n", " ").strip()  # fmt: skip


@pytest.mark.parametrize("theme", BACKGROUNDS)
def test_whatever_has_the_focus_shows_it(tab, app, theme):
    """Every stop of the keyboard looks different from itself without the focus."""
    screen = tab(app, color_scheme=theme).open("?local_authority=Northmarsh&flag=serious+concern")
    page = screen.page
    seen, unmarked = [], []
    for _ in range(45):
        page.keyboard.press("Tab")
        name = focused(page)
        box = page.evaluate(
            """() => { const e = document.activeElement.closest("[data-testid=stMultiSelect],[data-testid=stTextInput],"
                       + "[data-testid=stSelectbox]") || document.activeElement
                       if (e === document.body || e.matches("main, section")) return null
                       e.scrollIntoView({block: "nearest"})
                       const b = e.getBoundingClientRect()
                       return {x: Math.max(b.x - 5, 0), y: Math.max(b.y - 5, 0),
                               width: b.width + 10, height: b.height + 10}
                     }"""
        )
        if box is None:
            continue
        if name in seen[:1]:
            break
        seen.append(name)
        with_focus = page.screenshot(clip=box)
        page.evaluate("window.was = document.activeElement; was.blur()")
        without = page.screenshot(clip=box)
        page.evaluate("was.focus({focusVisible: true, preventScroll: true})")
        if with_focus == without:
            unmarked.append(name)
    assert len(seen) > 20, seen
    assert unmarked == []


def test_what_a_filter_made_of_the_finding_is_said_to_a_screen_reader(screen):
    """And not what stood there when the page was opened, which is read with it."""
    said = screen.open().page.get_by_role("status").and_(screen.page.locator(".unseen"))
    expect(said).to_have_text("")
    screen.choose("Local authority", "Northmarsh")
    finding = screen.page.get_by_role("heading", level=2).first
    expect(said).to_have_text(finding.inner_text())
    screen.find("no setting is called like this")
    expect(said).to_have_text(re.compile("^0 settings found"))
    assert said.inner_text() == finding.inner_text()
    screen.way("Areas")
    expect(said).to_have_text(finding.inner_text())
