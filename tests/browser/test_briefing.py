"""A visit briefing as an adviser gets it: pressed on the page, opened in the browser, printed to PDF, read back."""

import io
import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from pypdf import PdfReader

from tests.browser import expected
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_accessibility import STICKING_OUT, violations

A4 = (595, 842)  # points
BUTTON = "Print a briefing"


def printed(page) -> list[str]:
    """The text of each sheet of the PDF that the browser makes of what it shows."""
    content = page.pdf(prefer_css_page_size=True, tagged=True)
    sheets = PdfReader(io.BytesIO(content)).pages
    for sheet in sheets:
        assert tuple(round(side) for side in sheet.mediabox[2:]) == A4
    return [" ".join(sheet.extract_text().split()) for sheet in sheets]


@pytest.fixture
def opened(contexts, tmp_path):
    """Open a document from disk in a tab of its own: whatever it asks for, and any error, fails the test."""
    pages, asked = [], []

    def open_file(content: bytes, **look):
        path = tmp_path / "briefing.html"
        path.write_bytes(content)
        page = contexts(**look).new_page()
        pages.append(page)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: asked.append(message.text))
        page.goto(path.as_uri())
        return page

    yield open_file
    for page in pages:
        page.close()
    assert [url for url in asked if not url.endswith("/briefing.html")] == []


def test_one_setting_fills_two_sheets_with_room_for_notes(screen, opened):
    name, content = screen.open("setting?urn=S0000001").download(BUTTON)
    assert name == "sample_briefing-S0000001_as-at-2026-06-30.html"
    page = opened(content)
    assert page.title() == "Visit briefing: Bramble Lodge Nursery"
    first, second = printed(page)
    for told in ("Bramble Lodge Nursery", "Changing grades", "Judged Inadequate on 14 May 2024",
                 "Settings like this one", "Good Mar 2016", "Page 1 of 2", "data as at 30 June 2026"):  # fmt: skip
        assert told.replace(" ", "") in first.replace(" ", ""), told
    for told in ("Relevant support", "What we will do", "Not a quality rating", "not for funding decisions"):
        assert told in first + second, told
    assert "yo-yo" not in (first + second).lower()


def test_the_flagged_list_is_one_document_each_setting_on_a_sheet_of_its_own(screen, opened, sample_listing):
    wanted = expected.view(sample_listing, local_authority="Northmarsh", tier="watch")
    screen.open("?local_authority=Northmarsh&tier=watch")
    _, content = screen.download(f"Briefings for these {len(wanted)} (HTML)")
    page = opened(content)
    sheets = printed(page)
    begun = [sheet for sheet in sheets if "Visit briefing Sample data" in sheet]
    told = [re.search(r"S[01]\d{6}", sheet)[0] for sheet in begun[1:]]
    assert told == wanted
    assert all(urn in " ".join(sheets[:3]) for urn in wanted), "the first sheets list them all"
    assert len(sheets) <= 3 * len(wanted)


def test_a_long_list_is_briefed_up_to_the_stated_number(screen):
    screen.open()
    assert screen.total > 50
    _, content = screen.download("Briefings for the first 50 (HTML)")
    assert content.count(b"<article") == 50


@pytest.mark.parametrize("urn", ["S0000001", "S0000030", "S0000038", "S0000057", "S0000068"])
def test_nothing_for_axe_to_find_and_nothing_sticks_out(screen, opened, urn):
    _, content = screen.open(f"setting?urn={urn}").download(BUTTON)
    page = opened(content, viewport=DESK, bypass_csp=True)
    page.evaluate(AXE_SCRIPT)
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    assert page.evaluate(STICKING_OUT.replace(".stMain", "main")) == []
