"""The way back from a setting and from a comparison: to the page it was opened on, as that page stood."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_mine import give

URNS = ["S0000001", "S0000030", "S0000057"]
WHERE = "local_authority=Northmarsh"


def back(screen):
    """The one way back on the page."""
    return screen.page.get_by_role("link", name=re.compile("^Back to"))


def headings(screen) -> list[str]:
    """What a page says it shows."""
    return screen.page.locator(".stMain").get_by_role("heading").all_inner_texts()


@pytest.mark.parametrize(
    ("address", "called"),
    [
        (f"?{WHERE}&order=volatility&theme=left+over&as_at=2022-03-31", "the list"),
        (f"map?{WHERE}&others=hidden", "the map"),
        (f"changed?{WHERE}&kind=new+inspection", "What changed"),
    ],
)
def test_back_leads_to_the_page_the_setting_was_opened_on_as_it_stood(screen, address, called):
    screen.open(address)
    stood, urns, query = (screen.at, headings(screen)), screen.urns, screen.query
    screen.do(screen.names.first.click)
    assert screen.at == "setting"
    expect(back(screen)).to_have_text(re.compile(f"Back to {called}$"))
    screen.do(back(screen).click)
    assert ((screen.at, headings(screen)), screen.urns, screen.query) == (stood, urns, query)


def test_back_leads_to_training_needs_with_its_theme_even_by_way_of_a_comparison(screen, tab):
    screen.open(f"training?{WHERE}")
    screen.do(screen.page.locator("button.press").first.click)
    urns, query = screen.urns, screen.query
    assert "theme" in query
    screen.do(screen.names.first.click)
    link = screen.page.url
    screen.do(back(screen).click)
    assert (screen.at, screen.urns, screen.query) == ("training", urns, query)
    other = tab(screen.app).open(link.removeprefix(screen.app.url))
    other.do(other.page.get_by_role("link", name="Compare with others").click)
    expect(back(other)).to_have_text(re.compile("Back to Training needs$"))
    other.do(back(other).click)
    assert (other.at, other.urns, other.query) == ("training", urns, query)
    other.way("Flagged settings").do(other.names.first.click)
    assert "theme" in other.query, "it stays in the address, and decides nothing"
    expect(back(other)).to_have_text(re.compile("Back to the list$"))


def test_back_leads_to_the_same_comparison_and_from_there_to_where_that_was_opened(screen):
    screen.open(f"setting?urn=S0000001&{WHERE}&back=map")
    screen.do(screen.page.get_by_role("link", name="Compare with others").click)
    box = screen.page.get_by_role("textbox", name="Add a setting")
    for urn in URNS[1:]:
        box.fill(urn)
        screen.do(lambda: box.press("Enter"))
    compared = screen.query
    assert compared["urn"] == URNS
    screen.do(screen.page.get_by_role("link", name="URN S0000030").click)
    assert (screen.at, screen.query["urn"]) == ("setting", ["S0000030"])
    expect(back(screen)).to_have_text(re.compile("Back to the comparison$"))
    screen.do(back(screen).click)
    assert (screen.at, screen.query) == ("compare_settings", compared)
    screen.do(back(screen).click)
    assert (screen.at, screen.query) == ("map", {"local_authority": ["Northmarsh"]})


def test_another_registration_of_a_setting_has_the_same_way_back(screen):
    screen.open(f"setting?urn=S0000068&{WHERE}&back=changed")
    screen.do(screen.page.locator("table a.name").first.click)
    assert screen.query["urn"] != ["S0000068"]
    expect(back(screen)).to_have_text(re.compile("Back to What changed$"))


def test_a_page_that_back_cannot_lead_to_is_told(screen):
    screen.open("setting?urn=S0000001&back=//other.example")
    assert "“//other.example” is not a page to go back to" in screen.alerts
    screen.do(back(screen).click)
    assert screen.at == "" and screen.query == {}


@pytest.mark.parametrize("place", ["mine", "", "map", "changed", "training", "compare_settings"])
def test_beside_a_list_of_ones_own_a_setting_opens_in_a_new_tab_which_says_where_the_list_is(screen, place):
    """A link opened in the same tab would end the session, and the list with it."""
    give(screen.open("mine"), "\n".join([*URNS, "S0000035"]))  # the last has changed since the release before
    ways = {"": "Flagged settings", "map": "Map", "changed": "What changed", "training": "Training needs"}
    if place == "compare_settings":
        screen.do(screen.page.get_by_role("link", name="Compare these").click)
    elif place in ways:
        screen.way(ways[place])
    if place == "training":
        screen.do(screen.page.locator("button.press").first.click)
    assert screen.at == place
    with screen.page.expect_popup() as opened:
        screen.page.locator("a.name").first.click()
    page = opened.value
    expect(page.get_by_text("Your own list is in the tab that this page was opened from")).to_be_visible()
    called = ways | {"": "the list", "mine": "the list", "map": "the map", "compare_settings": "the comparison"}
    expect(page.get_by_role("link", name=f"Back to {called[place]}")).to_be_visible()
    page.close()


def test_in_the_tab_of_the_list_back_leads_to_my_settings(screen):
    give(screen.open("mine"), "\n".join(URNS))
    screen.do(screen.page.get_by_role("link", name="Compare these").click)
    expect(back(screen)).to_have_text(re.compile("Back to My settings$"))
    screen.do(back(screen).click)
    assert screen.at == "mine" and "3 of 3 rows matched" in screen.text
