"""A panel pack as a manager gets it: pressed under What changed, opened in the browser, printed to PDF, read back."""

import re

from axe_playwright_python.base import AXE_SCRIPT

from pipelines import panel
from tests.browser.conftest import DESK, PHONE
from tests.browser.paper import printed
from tests.browser.test_accessibility import STICKING_OUT, violations
from tests.test_panel import Outline

BUTTON = "Panel pack (HTML)"


def test_the_pack_of_the_chosen_area_is_pressed_read_and_printed(screen, opened, sample_served):
    screen.open("changed?kind=joined")
    assert screen.page.get_by_role("button", name=BUTTON).count() == 0
    assert "For a panel pack, choose a local authority above." in screen.text
    screen.choose("Local authority", "Northmarsh")
    name, content = screen.download(BUTTON)
    assert name == "sample_panel-pack_since-2026-03-31_northmarsh_as-at-2026-06-30.html"
    assert content.decode() == panel.document(sample_served, ["Northmarsh"])

    page = opened(content, viewport=DESK, bypass_csp=True)
    assert page.title() == "Panel pack: Northmarsh"
    page.evaluate(AXE_SCRIPT)
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    assert page.evaluate(STICKING_OUT.replace(".stMain", "main")) == []
    page.set_viewport_size(DESK)

    sheets = printed(page)
    assert 3 <= len(sheets) <= 6
    assert [re.search(r"Page (\d) of (\d)", sheet).groups() for sheet in sheets] == [
        (str(number), str(len(sheets))) for number in range(1, len(sheets) + 1)
    ]
    assert all("Panel pack: Northmarsh · data as at 30 June 2026" in sheet for sheet in sheets)
    bare = [_bare(sheet) for sheet in sheets]
    told = Outline(content.decode()).table("Settings below Good")
    for row in told:  # no row is cut by the end of a sheet, and each stands under a head of its columns
        cells = [_bare(cell) for cell in row]
        (sheet,) = [sheet for sheet in bare if cells[0] in sheet]
        assert all(cell in sheet for cell in cells), row
        assert "PlacesinSecuresettingsnearby" in sheet, row


def _bare(text: str) -> str:
    """Letters and figures alone: paper and outline part lines and marks each in its own way."""
    return re.sub(r"[^A-Za-z0-9]", "", text)


def test_an_earlier_second_date_is_what_the_pack_is_as_at(screen):
    screen.open("changed?local_authority=Northmarsh&local_authority=Tidewell&from=2024-08-31&to=2025-12-31")
    name, content = screen.download(BUTTON)
    assert name == "sample_panel-pack_since-2024-08-31_northmarsh_tidewell_as-at-2025-12-31.html"
    text = Outline(content.decode()).text
    assert text.splitlines()[1:3] == [
        "# Panel pack: Northmarsh and Tidewell", "Since 31 August 2024. Data as at 31 December 2025."
    ]  # fmt: skip
