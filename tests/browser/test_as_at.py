"""Looking back: another release date from the select, kept in the address, on the list, the areas and a setting."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from pipelines import as_at, paths
from tests import fixtures
from tests.browser import expected
from tests.browser.test_areas import rows
from tests.browser.test_mine import give

DAY = dt.date(2022, 3, 31)


@pytest.fixture(scope="module")
def then(sample_warehouse: paths.Warehouse) -> dict[str, dict]:
    """Every provider as at an earlier release, by URN."""
    return fixtures.listing(as_at.serve(sample_warehouse, DAY))


def look_back(screen, day: str) -> None:
    """Choose a date as a person does."""
    screen.do(lambda: (screen.page.get_by_role("combobox", name="As at").click(),
                       screen.page.get_by_role("option", name=f"As at {day}").click()))  # fmt: skip


def test_an_earlier_date_lists_what_was_known_then(screen, then):
    screen.open()
    look_back(screen, "31 March 2022")
    wanted = expected.view(then)
    assert screen.query["as_at"] == ["2022-03-31"]
    assert (screen.total, screen.urns) == (len(wanted), wanted[:25])
    assert "You are looking back. Labels are as at 31 March 2022" in screen.text
    screen.press(re.compile(r"\d+ Watch"), exact=False)
    assert screen.query["as_at"] == ["2022-03-31"], "a filter does not lose the date"
    assert screen.urns == expected.view(then, tier="watch")[:25]


def test_the_date_goes_along_to_the_areas_and_to_a_setting(screen, then):
    screen.open("?as_at=2022-03-31").way("Areas")
    assert screen.query["as_at"] == ["2022-03-31"]
    whole = next(cells for name, cells in rows(screen).items() if name.startswith("All loaded areas"))
    assert int(whole[0].replace(",", "")) == sum(row["is_in_scope"] for row in then.values())
    screen.open("?as_at=2022-03-31&find=S0000001")
    screen.do(screen.names.first.click)
    expect(screen.page.get_by_role("heading", name="Judged Good on 21 January 2020")).to_be_visible()
    assert "Inadequate on" not in screen.text and "14 May 2024" not in screen.text


def test_a_setting_that_only_newer_releases_list_is_called_that_and_one_press_away(screen, then, sample_listing):
    """The number is right, so nobody is told to check it: on its page, beside others and on a list of one's own."""
    urn = min(sample_listing.keys() - then.keys())
    said = "No release up to 31 March 2022 lists {}; the newest data do"
    screen.open(f"setting?urn={urn.lower()}&as_at=2022-03-31&local_authority=Northmarsh")
    assert said.format(f"URN “{urn.lower()}”") in screen.alerts and "Check the number" not in screen.alerts
    screen.press("See it in the newest data")
    assert "as_at" not in screen.query and screen.query["local_authority"] == ["Northmarsh"]
    assert screen.title != "Which setting?" and sample_listing[urn]["reason"] in screen.text
    assert said.format(f"URN “{urn}”") in screen.open(f"compare_settings?urn={urn}&as_at=2022-03-31").alerts
    screen.open("setting?urn=S9999999&as_at=2022-03-31")
    assert "Check the number" in screen.alerts and "newest data do" not in screen.text
    assert "Check the number" in screen.open("setting?urn=S9999999").alerts
    look_back(give(screen, f"{urn}\nS9999999"), "31 March 2022")
    assert "0 of 2 rows matched; 2 not" in screen.text
    told = [f"Line 1: n{said.format('this URN')[1:]}", "Line 2: no release used here lists this URN"]
    assert all(one in screen.text for one in told)


def test_back_returns_to_the_newest(screen, sample_listing):
    screen.open()
    look_back(screen, "31 March 2022")
    screen.back()
    assert "as_at" not in screen.query
    assert screen.urns == expected.view(sample_listing)[:25]


def test_the_csv_of_a_view_is_of_that_date(screen, then):
    screen.open("?as_at=2022-03-31&tier=watch")
    wanted = expected.view(then, tier="watch")
    _, content = screen.download(f"Download these {len(wanted)} (CSV)")
    told = expected.csv_rows(content)
    assert [row["urn"] for row in told] == wanted
    assert {row["as_at"] for row in told} == {"2022-03-31"}


def test_a_date_of_no_release_is_said_and_the_newest_shown(screen, sample_listing):
    screen.open("?as_at=2022-03-30")
    assert "is not the date of a loaded release" in screen.alerts
    assert screen.urns == expected.view(sample_listing)[:25]


def test_how_a_label_moved_is_told_on_the_setting(screen):
    screen.open("setting?urn=S0000001")
    table = screen.page.get_by_role("table").filter(has_text="From the release as at")
    said = [" ".join(row.inner_text().split()) for row in table.locator("tbody tr").all()]
    assert said[0].startswith("31 August 2024 30 June 2026 Intensive Serious concern")
    assert said[1].startswith("31 August 2020 31 December 2022 Watch Bounced once")
