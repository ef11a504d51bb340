"""Data: how new the data are, and updating them from the page, in a process that the page does not wait for."""

import re
import shutil
import time

import pytest
from playwright.sync_api import expect

from pipelines import domain, reads
from tests import fetch_server, fixtures
from tests.browser.behind import behind
from tests.browser.conftest import PHONE
from tests.browser.test_accessibility import AXE_SCRIPT, violations

NAME = "Childcare_provider_level_data_as_at_31_August_2021.csv"
PATIENCE = 60_000


@pytest.fixture
def own(tmp_path, monkeypatch, sample_warehouse):
    """A copy of the sample warehouse, an empty raw folder, and no way out."""
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("SQM_RAW", str(tmp_path / "raw"))
    return shutil.copytree(sample_warehouse.folder, tmp_path / "warehouse")


@pytest.fixture
def content(tmp_path) -> bytes:
    rows = [fixtures.provider(f"EY10000{n}", full_1_on="01/02/2020", full_1_grade="3") for n in range(3)]
    return fixtures.release(tmp_path / "made", "L2", rows).read_bytes()


@pytest.fixture
def published(own, monkeypatch, content):
    """GOV.UK on this machine, with one release: yields the publisher, and the path of its file."""
    with fetch_server.one_release_here(monkeypatch, NAME, content) as served:
        yield served


def drop(screen, name: str, content: bytes) -> None:
    """Drop a file on the page and press the button that appears."""
    chosen = {"name": name, "mimeType": "text/csv", "buffer": content}
    screen.do(lambda: screen.page.locator("input[type=file]").set_input_files(chosen))
    screen.page.get_by_role("button", name="Add this file and build").click()


def says(screen, words: str) -> None:
    expect(screen.page.locator("[data-testid=stAlert]").first).to_contain_text(words, timeout=PATIENCE)


def test_it_says_how_new_the_data_are_and_offers_both_ways_on_this_computer(screen, sample_served):
    screen.open("data")
    releases = reads.releases(sample_served)
    assert f"as at {domain.long_date(max(one['as_at'] for one in releases))}" in screen.text
    assert f"{len(releases)} releases are loaded" in screen.text
    assert "invented sample data" in screen.text
    rows = screen.page.get_by_role("table", name=re.compile("releases this is built from")).locator("tbody tr")
    assert rows.count() == len(releases)
    expect(screen.page.get_by_role("button", name="Look for new releases")).to_be_enabled()
    expect(screen.page.get_by_text("A release file (CSV, ODS, XLSX)")).to_be_visible()


def test_where_others_can_reach_it_or_configuration_says_so_it_only_tells(tab, start, own, monkeypatch):
    monkeypatch.setenv("SQM_ALLOW_UPDATES", "0")
    screen = tab(start(own)).open("data")
    assert "python -m pipelines fetch" in screen.text and "releases are loaded" in screen.text
    assert screen.page.get_by_role("button", name="Look for new releases").count() == 0
    assert screen.page.locator("input[type=file]").count() == 0


def test_behind_another_web_server_it_only_tells(tab, start, own):
    with behind(start(own)) as other:
        screen = tab(other).open("data")
        assert screen.page.get_by_role("button", name="Look for new releases").count() == 0
        assert "python -m pipelines fetch" in screen.text


def test_a_file_dropped_is_checked_built_and_shown(tab, start, own, content, tmp_path):
    screen = tab(start(own)).open("data")
    drop(screen, NAME, content)
    says(screen, "The file is in and the dashboard is built with it.")
    assert (tmp_path / "raw" / NAME).read_bytes() == content
    assert "1 release is loaded" in screen.settled().text
    assert "invented" not in screen.text, "no sample data any more"
    drop(screen, "notes as at 1 May 2021.csv", b"a,b\n1,2\n")
    says(screen, "did not succeed")
    assert "notes_as_at_1_May_2021.csv" in screen.settled().text and str(tmp_path) not in screen.text
    assert sorted(path.name for path in (tmp_path / "raw").iterdir()) == [".fetch", NAME]
    assert "1 release is loaded" in screen.text


def test_without_a_network_it_says_so_and_what_was_there_still_serves(tab, start, own):
    screen = tab(start(own)).open("data")
    screen.page.get_by_role("button", name="Look for new releases").click()
    says(screen, "did not succeed")
    assert "GOV.UK cannot be reached" in screen.settled().text
    assert screen.open().total > 0


def test_an_update_is_shown_as_it_goes_outlives_the_tab_and_can_be_stopped(tab, start, own, published, content):
    publisher, path = published
    publisher.faults[path] = [
        fetch_server.Fault(body=content, chunk=1, then=lambda: time.sleep(0.05)) for _ in range(3)
    ]  # fmt: skip
    running = start(own)
    screen = tab(running).open("data")
    screen.page.get_by_role("button", name="Look for new releases").click()
    stop = screen.page.get_by_role("button", name="Stop the update")
    expect(stop).to_be_visible()
    expect(screen.page.get_by_text("An update is running")).to_be_visible()
    expect(screen.page.get_by_text("official statistics 31 March 2026: 0 files wanted")).to_be_visible(timeout=PATIENCE)
    assert screen.page.locator("input[type=file]").count() == 0
    expect(screen.page.get_by_role("button", name="Look for new releases")).to_be_disabled()
    screen.page.evaluate(AXE_SCRIPT)
    assert violations(screen.page) == []
    other = tab(running, viewport=PHONE).open("data")
    expect(other.page.get_by_text("An update is running")).to_be_visible()
    screen.page.goto("about:blank")  # the tab that began it is gone
    other.page.get_by_role("button", name="Stop the update").click()
    says(other, "stopped before it was finished")
    other.page.evaluate(AXE_SCRIPT)
    assert violations(other.page) == []
    publisher.faults.clear()
    other.page.get_by_role("button", name="Look for new releases").click()
    says(other, "The last update is finished.")
    assert "1 release is loaded" in other.settled().text


def test_with_nothing_built_the_page_can_bring_the_first_data_in(tab, start, tmp_path, own, content):
    screen = tab(start(tmp_path / "empty")).open("data")
    assert "Nothing is loaded yet" in screen.text
    drop(screen, NAME, content)
    says(screen, "built with it")
    assert "1 release is loaded" in screen.settled().text
