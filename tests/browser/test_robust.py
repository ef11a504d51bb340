"""What goes wrong around the pages: no warehouse, junk in the address, a new build under open sessions."""

import re
import shutil
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from pages.parts import filters
from pipelines import paths, reads, sample
from tests import fixtures
from tests.browser import expected

PAGES = ("", "areas", "changed", "training", "downloads", "quality", "data", "method", "setting")
TECHNICAL = ("Traceback", "Error:", "Exception", ".py", "could not be shown", "duckdb", "streamlit")
JUNK = {
    "markup": "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">",
    "a query": "'; DROP TABLE mart.listing; --",
    "a template": "{{7*7}} ${7*7} %s %(urn)s {0}",
    "markdown": "[link](javascript:alert(1)) `code` :material/bug: :red[x] $x^2$ **b**",
    "letters of all kinds": "Ł ß ١٢ 日本 \u202e👩\u200d👧 é",
    "a control character": "a\x00b\x07\n",
    "much too much": "x" * 2000,  # in every word: the server takes an address of 64 KB at most
    "a number": "-1e308",
    "nothing": " ",
}


def assert_friendly(screen) -> None:
    """Words for a person, nothing for a programmer."""
    assert screen.page.locator("[data-testid=stException]").count() == 0
    for word in TECHNICAL:
        assert word not in screen.text


@pytest.mark.parametrize("kind", JUNK)
def test_junk_in_every_word_of_the_address_is_met_with_words(screen, kind):
    words = (*filters.WORDS, *filters.ELSEWHERE, "junk")
    for page in PAGES:
        screen.open(f"{page}?{'&'.join(f'{word}={quote(JUNK[kind])}' for word in words)}")
        assert screen.page.title() != "run", "markup from the address was run"
        assert screen.title.strip()
        assert screen.page.locator(".stMain img, .stMain script").count() == 0
        assert screen.page.locator(".st-key-foot").is_visible(), "the page is whole, to its foot"
        assert screen.page.locator("[data-testid=stException]").count() == 0
        for word in ("Traceback", "could not be shown"):
            assert word not in screen.text


def test_a_page_that_does_not_exist_is_met_with_words(screen):
    screen.open("nowhere")
    expect(screen.page.get_by_role("dialog")).to_contain_text("not found")
    assert_friendly(screen)
    # Streamlit's client says so on the console too: that one line is expected.
    said = [fault for fault in screen.faults if "does not seem to exist" not in fault]
    screen.faults[:] = said


def test_without_a_warehouse_every_page_says_what_to_do_and_the_first_build_brings_them_to_life(
    tab, start, tmp_path, sample_folder
):
    warehouse = tmp_path / "warehouse"
    screen = tab(start(warehouse))
    for page in (*PAGES, "setting?urn=S0000001"):
        screen.open(page)
        if page == "data":  # where the first data can come from
            assert "Update from GOV.UK" in screen.text
        elif page != "method":  # the method can be read without any data
            assert screen.page.locator("[data-testid=stAlert]").count() == 1
            assert "python -m pipelines build" in screen.alerts
        assert screen.page.locator("[data-testid=stException]").count() == 0
    fixtures.built(sample_folder, warehouse)
    assert screen.open("setting?urn=S0000001").title == "Bramble Lodge Nursery"
    assert screen.open().total > 0


def rebuild(tmp_path, warehouse, seed: int) -> None:
    """Another invention into the same warehouse, by the command line as its keeper does it."""
    releases = tmp_path / f"releases-{seed}"
    sample.write_sample(releases, seed=seed)
    done = fixtures.cli("build", "--raw", releases, "--warehouse", warehouse)
    assert done.returncode == 0, done.stderr


def test_a_new_build_shows_at_the_next_interaction_of_open_sessions(
    tab, start, tmp_path, sample_warehouse, sample_listing
):
    warehouse = tmp_path / "warehouse"
    shutil.copytree(sample_warehouse.folder, warehouse)
    running = start(warehouse)
    listing = tab(running).open("?local_authority=Northmarsh")
    idle = tab(running).open("?tier=watch")
    setting = tab(running).open("setting?urn=S0000001")
    assert listing.total == len(expected.view(sample_listing, local_authority="Northmarsh"))
    for seed in (7, 8):
        rebuild(tmp_path, warehouse, seed)
        now = fixtures.listing(reads.serve(paths.Warehouse(warehouse)))
        view = {"local_authority": "Northmarsh", "tier": "targeted"}
        wanted = expected.view(now, **view)
        assert wanted != expected.view(sample_listing, **view), "the builds must differ for the test to tell"
        listing.do(listing.page.locator(".st-key-tier-targeted button:visible").click)
        assert (listing.total, listing.urns) == (len(wanted), wanted[:25])
        wanted = expected.view(now, local_authority="Northmarsh")
        listing.open("?local_authority=Northmarsh")
        assert (listing.total, listing.urns) == (len(wanted), wanted[:25])
    # A session that slept through both builds, and one that goes on from a setting.
    wanted = expected.view(now, tier="watch", local_authority="Tidewell")
    idle.choose("Local authority", "Tidewell")
    assert (idle.total, idle.urns) == (len(wanted), wanted[:25])
    setting.do(setting.page.get_by_role("link", name="Back to the list").click)
    wanted = expected.view(now)
    assert (setting.total, setting.urns) == (len(wanted), wanted[:25])
    assert [screen.alerts for screen in (listing, idle, setting)] == ["", "", ""]


def test_a_download_offered_before_two_builds_still_arrives(tab, start, tmp_path, sample_warehouse):
    """The build a page was drawn from is gone by the time its button is pressed: the file is of a later one."""
    warehouse = tmp_path / "warehouse"
    shutil.copytree(sample_warehouse.folder, warehouse)
    screen = tab(start(warehouse)).open("?local_authority=Northmarsh")
    for seed in (7, 8):
        rebuild(tmp_path, warehouse, seed)
    with screen.page.expect_download() as begun:
        screen.page.get_by_role("button", name=re.compile("CSV")).click()
    rows = expected.csv_rows(begun.value.path().read_bytes())
    assert {row["local_authority"] for row in rows} == {"Northmarsh"}
