"""Up to four settings side by side: from the address, one added, one taken away, and too many."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from pipelines import flagged_list, sentences
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_accessibility import overflow, violations

FOUR = ("S0000001", "S0000030", "S0000057", "S0000012")


def address(*urns: str) -> str:
    return "compare_settings?" + "&".join(f"urn={urn}" for urn in urns)


def test_each_has_a_column_with_the_same_facts(screen, sample_listing):
    screen.open(address(*FOUR))
    table = screen.page.get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_count(5)
    for name, told in (("In words", "reason"), ("Evidence", "evidence")):
        cells = table.get_by_role("row", name=re.compile(f"^{name}")).get_by_role("cell").all_inner_texts()
        assert cells == [sample_listing[urn][told] or "not scored" for urn in FOUR]
    due = table.get_by_role("row", name=re.compile("^Next inspection"))
    expect(due).to_contain_text("Was due by Nov 2024, none seen")
    assert "Add a setting" not in screen.text


def add(screen, sought: str):
    """Look for a setting to add."""
    box = screen.page.get_by_role("textbox", name="Add a setting")
    box.fill(sought)
    return screen.do(lambda: box.press("Enter"))


def test_one_is_compared_with_another_added_by_its_number_and_taken_away(screen):
    screen.open("setting?urn=S0000001&local_authority=Northmarsh")
    screen.do(screen.page.get_by_role("link", name="Compare with others").click)
    add(screen, " s0000030 ")
    expect(screen.page.get_by_role("columnheader")).to_have_count(3)
    assert screen.query == {"local_authority": ["Northmarsh"], "urn": ["S0000001", "S0000030"]}
    screen.press("Remove Bramble Lodge Nursery")
    expect(screen.page.get_by_role("columnheader")).to_have_count(2)


def test_one_is_found_by_name_as_in_the_list_and_of_several_one_is_chosen(screen, sample_served):
    screen.open(address("S0000001"))
    add(screen, "tansybeck")
    assert screen.query["urn"] == ["S0000001", "S0000034"], "one match is added at once"
    add(screen, "bitter")
    wanted = flagged_list.page(sample_served, {"find": "bitter"}, "name", 1, 10)
    assert f"{wanted['total']} settings match “bitter”. Which one?" in screen.text and wanted["total"] > 1
    offered = screen.page.locator(".st-key-offered").get_by_role("button")
    assert [re.search(r"URN (\w+)", said)[1] for said in offered.all_inner_texts()] == [
        row["urn"] for row in wanted["rows"]
    ]
    screen.do(offered.nth(1).click)
    assert screen.query["urn"] == ["S0000001", "S0000034", wanted["rows"][1]["urn"]]
    expect(screen.page.locator(".st-key-offered")).to_have_count(0)
    add(screen, "bramble lodge")
    assert "No other setting matches “bramble lodge”. What does stands here already." in screen.alerts
    add(screen, "[zz](http://other.example)")
    assert "No other setting matches “[zz](http://other.example)”. No name is spelt nearly so either." in screen.alerts
    assert "Try a part of the name, the postcode, or the URN" in screen.alerts
    add(screen, "nursery")
    assert "the first 10 are here" in screen.text


def test_a_name_that_is_typed_slightly_wrong_is_offered_and_never_added_unasked(screen):
    screen.open(address("S0000030"))
    add(screen, "Brambel lodge")
    assert screen.query["urn"] == ["S0000030"]
    assert "No setting matches “Brambel lodge”. This one is spelt nearly so. Is it this one?" in screen.text
    screen.press(re.compile("Bramble Lodge Nursery · URN S0000001"), exact=False)
    assert screen.query["urn"] == ["S0000030", "S0000001"]
    add(screen, "S0O00012")
    assert "No other setting matches “S0O00012”" in screen.alerts, "another number is another setting"


def test_what_stands_for_a_withheld_name_finds_its_setting(screen, sample_listing):
    urn, row = next((urn, row) for urn, row in sample_listing.items() if row["is_name_withheld"])
    screen.open(address("S0000001"))
    add(screen, sentences.name_of(row))
    assert screen.query["urn"] == ["S0000001", urn]
    expect(screen.page.get_by_role("columnheader", name=sentences.name_of(row))).to_have_count(1)


def test_the_area_chosen_comes_first_and_one_alone_asks_for_more(screen, sample_served):
    screen.open(address("S0000001") + "&local_authority=Northmarsh")
    assert "Add up to three more" in screen.text
    add(screen, "nursery")
    northmarsh = {"find": "nursery", "local_authority": ["Northmarsh"]}
    near = flagged_list.page(sample_served, northmarsh, "name", 1, 14)["rows"]
    wanted = [row["urn"] for row in near if row["urn"] != "S0000001"][:10]
    every = flagged_list.page(sample_served, {"find": "nursery"}, "name", 1, 11)["rows"]
    offered = screen.page.locator(".st-key-offered").get_by_role("button").all_inner_texts()
    told = [re.search(r"URN (\w+)", said)[1] for said in offered]
    assert told[: len(wanted)] == wanted and len(told) == 10 and wanted != [row["urn"] for row in every][: len(wanted)]
    screen.do(screen.page.locator(".st-key-offered").get_by_role("button").first.click)
    assert "Add up to three more" not in screen.text


def test_an_unknown_one_and_one_too_many_are_told(screen):
    screen.open(address("S9999999", "S0000001", "S0000001", "S0000002", "S0000030", "S0000057"))
    assert "S9999999" in screen.alerts and "the first 4 are shown" in screen.alerts
    expect(screen.page.get_by_role("columnheader")).to_have_count(4)
    screen.open("compare_settings")
    assert "Choose up to 4 settings" in screen.alerts


@pytest.mark.parametrize("look", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_for_axe_to_find(tab, app, look):
    screen = tab(app, viewport=look).open(address(*FOUR[:3]))
    screen.page.evaluate(AXE_SCRIPT)
    for theme in ("light", "dark"):
        screen.page.emulate_media(color_scheme=theme)
        screen.page.wait_for_function("() => document.getAnimations().every(each => each.playState !== 'running')")
        assert violations(screen.page) == [], theme
    if look == PHONE:
        assert overflow(screen.page) == []


def test_a_text_longer_than_can_be_looked_for_is_cut_and_that_is_said(screen):
    screen.open(address("S0000001"))
    add(screen, "no such nursery " * 10)
    assert "What you gave is longer, so its first 100 are used." in screen.alerts
    assert "No other setting matches “no such nursery" in screen.text
    add(screen, "bitter")
    assert "What you gave is longer" not in screen.alerts
