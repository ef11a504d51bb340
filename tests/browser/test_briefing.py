"""A visit briefing as an adviser gets it: pressed on the page, opened in the browser, printed to PDF, read back."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser import expected
from tests.browser.conftest import DESK, PHONE
from tests.browser.paper import printed
from tests.browser.test_accessibility import STICKING_OUT, violations

BUTTON = "Print a briefing"


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
