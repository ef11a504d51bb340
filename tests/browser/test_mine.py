"""A reader's own list: given, checked, put to the flagged settings, kept to this session, and taken away again."""

import datetime as dt
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from pipelines import domain
from tests.browser import expected
from tests.browser.behind import behind
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_accessibility import overflow, violations

ROWS = [("S0000001", "Jo", "North", "24"), ("S0000030", "Sam", "South", "10"), ("S0000057", "Jo", "North", "3"),
        ("S0000012", "Jo", "South", "0"), ("S0000017", "Jo", "", "5"), ("S0000034", "Jo", "South", "8"),
        ("S0000034", "Sam", "South", "8"), ("S9999999", "Jo", "North", "1"), ("not known", "Jo", "", "1")]  # fmt: skip
TABLE = "Caseload\nURN;Adviser;Cluster;Funded places\n" + "\n".join(map(";".join, ROWS))
MINE = ["S0000001", "S0000030", "S0000057", "S0000012", "S0000017", "S0000034"]
SHOWING = "Showing only your list: 6 of its 7 URNs are in the releases used here."


def give(screen, text: str = TABLE):
    """Paste a list on its page."""
    screen.open("mine")
    box = screen.page.get_by_role("textbox", name="Paste URNs or a table")
    screen.do(lambda: (box.fill(text), box.press("Control+Enter")))
    return screen.press("Use this list")


def test_what_matched_and_what_did_not_is_told(screen):
    give(screen)
    assert "6 of 9 rows matched; 2 not; 1 repeated" in screen.text
    for told in ("S9999999", "Line 10: no release used here lists this URN", "not known", "Line 11: not a URN",
                 "1 setting on lines that disagree"):  # fmt: skip
        assert told in screen.text, told
    table = screen.page.get_by_role("table").first
    expect(table.locator("tbody tr")).to_have_count(6)
    expect(table.get_by_role("columnheader", name="Funded places")).to_be_visible()
    expect(table.locator("tbody tr").first).to_contain_text("Was due by Nov 2024, none seen")
    assert SHOWING in screen.text
    screen.choose("Adviser", "Jo")
    expect(table.locator("tbody tr")).to_have_count(5)
    assert SHOWING.replace("your", "5 of your") in screen.text, "as many as are shown: one of Jo's is in no release"


def test_what_a_spreadsheet_did_is_told_and_a_heading_of_mine_is_told_apart(screen):
    give(screen, 'URN,Setting,Why\nS0000001,Oak,visit\n2.519666E+06,Elm,\n"2,787,607",Ash,\n')
    heads = screen.page.get_by_role("table").first.get_by_role("columnheader").all_inner_texts()
    assert len({head.casefold() for head in heads}) == len(heads) == 7 and "Setting (yours)" in heads, heads
    for told in ("2787607", "Line 4: no release used here", "Line 3: a spreadsheet has shortened the number"):
        assert told in screen.text, told


def test_the_flagged_list_shows_mine_only_says_so_and_gives_it_back(screen, sample_listing):
    give(screen).way("Flagged settings")
    mine = {urn: sample_listing[urn] for urn in MINE}
    assert screen.urns == expected.view(mine)
    assert screen.total == len(expected.view(mine))
    assert SHOWING in screen.text
    assert "Adviser: Jo · Cluster: North · Funded places: 24" in screen.text
    assert screen.query == {}, "the address carries filters, never the list"
    content = screen.download(f"Download these {screen.total} (CSV)")[1]
    rows = expected.csv_rows(content)
    assert [row["urn"] for row in rows] == screen.urns
    assert "Adviser" not in rows[0] and not {"Jo", "Sam"} & {cell for row in rows for cell in row.values()}
    screen.press("Remove my list")
    assert screen.total == len(expected.view(sample_listing))
    assert "Showing only" not in screen.text


def test_my_columns_are_filters_kept_from_page_to_page_and_out_of_the_address(screen, sample_listing):
    give(screen).choose("Adviser", "Sam")
    expect(screen.page.get_by_role("table").first.locator("tbody tr")).to_have_count(1)
    assert screen.page.get_by_role("combobox", name="Funded places").count() == 0, "an amount is no filter"
    screen.way("Flagged settings")
    assert screen.urns == ["S0000030"] and screen.query == {}
    assert SHOWING.replace("your", "1 of your") in screen.text


def test_a_colleague_with_the_link_and_the_same_browser_later_see_no_list(screen, tab, app, sample_listing):
    give(screen).way("Flagged settings").choose("Why flagged", "Declining")
    address = screen.page.url.removeprefix(app.url)
    wanted = len(expected.view(sample_listing, flag="declining"))
    assert screen.total < wanted
    other = tab(app, fresh=True).open(address)
    assert other.total == wanted and "Showing only" not in other.text
    screen.reload()
    assert screen.total == wanted and "Showing only" not in screen.text


def test_saved_on_this_computer_it_opens_again_and_one_press_removes_it(tab, app):
    saved = Path(f"{app.warehouse}-mine") / "my-settings.json"
    screen = give(tab(app))
    assert "for this session only, unless you save it" in screen.text
    assert "Not saved: your list is lost when you close or reload this page" in screen.text and not saved.exists()
    screen.press("Save on this computer")
    today = domain.long_date(dt.date.today())
    assert f"Saved on this computer on {today}" in screen.text and "Sam" in saved.read_text(encoding="utf-8")
    assert screen.page.get_by_role("button", name="Save on this computer").count() == 0
    later = tab(app, fresh=True).open("?local_authority=Northmarsh")
    assert SHOWING in later.text and f"Saved on this computer on {today}" in later.text
    assert later.query == {"local_authority": ["Northmarsh"]}, "the link still carries filters, not the list"
    with behind(app) as other:
        forwarded = tab(other, fresh=True).open()
        assert "Showing only" not in forwarded.text, "nobody else is shown it"
        assert "other people can reach this dashboard" in give(forwarded).text
        assert forwarded.page.get_by_role("button", name="Save on this computer").count() == 0
        forwarded.press("Remove my list")
        assert saved.exists(), "nor can they delete it"
    later.press("Remove my list")
    assert not saved.exists() and "Showing only" not in later.text
    assert "Showing only" not in tab(app, fresh=True).open().text


def test_a_saved_list_that_cannot_be_read_is_told_left_and_deleted_only_when_asked(tab, app):
    saved = Path(f"{app.warehouse}-mine") / "my-settings.json"
    saved.parent.mkdir(exist_ok=True)
    saved.write_bytes(b'{"form": 1, "rows": [["S00')
    screen = tab(app).open()
    assert "cannot be read (its file is damaged), so it is not used. Nothing was deleted" in screen.alerts
    assert "Showing only" not in screen.text and len(screen.urns) == 25
    assert "its file is damaged" in screen.way("My settings").alerts and saved.exists()
    screen.press("Delete the saved list")
    assert not saved.exists() and screen.alerts == ""


def test_where_configuration_says_so_no_list_is_saved(tab, start, app, monkeypatch):
    monkeypatch.setenv("SQM_ALLOW_UPDATES", "0")
    screen = give(tab(start(app.warehouse)))
    assert screen.page.get_by_role("button", name="Save on this computer").count() == 0
    assert "other people can reach this dashboard" in screen.text
    assert "held in memory for this session only." in screen.text and "unless you save it" not in screen.text


def test_a_setting_opens_in_a_tab_of_its_own_and_the_list_stays(screen):
    give(screen).way("Flagged settings")
    with screen.page.expect_popup() as opened:
        screen.names.first.click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Bramble Lodge Nursery")
    opened.value.close()
    assert "Showing only your list" in screen.way("My settings").text


def test_a_file_in_a_spreadsheets_own_encoding_is_read(screen):
    screen.open("mine")
    content = "URN,Adviser\r\nS0000001,Zoë\r\n".encode("cp1252")
    file = {"name": "caseload.csv", "mimeType": "text/csv", "buffer": content}
    screen.do(lambda: screen.page.locator("input[type=file]").set_input_files(file))
    screen.press("Use this list")
    assert "1 of 1 row matched" in screen.text and "Zoë" in screen.text


@pytest.mark.parametrize("text, said", [
    ("Name\nOak", "No column of URNs was found"), ("", "There is nothing in it"),
])  # fmt: skip
def test_what_is_no_list_is_told_in_words_and_can_be_given_again(screen, text, said):
    screen.open("mine")
    if text:
        box = screen.page.get_by_role("textbox", name="Paste URNs or a table")
        screen.do(lambda: (box.fill(text), box.press("Control+Enter")))
    assert said in screen.press("Use this list").alerts
    assert "rows matched" in give(screen).text


def test_of_two_columns_of_urns_one_is_chosen(screen):
    give(screen, "URN,Previous URN\nS0000001,S0000030\n")
    assert "Several columns look like URNs" in screen.alerts
    screen.press("Use this column")
    assert "1 of 1 row matched" in screen.text and "Bramble Lodge" in screen.text


def test_hostile_words_are_text_and_nothing_else(screen):
    hostile = "<img src=x onerror=alert(1)>**bold**![a](http://other.example/x.png)"
    give(screen, f"URN;{hostile};B\nS0000001;{hostile};x\nS0000030;=1+1;x\nS0000034;{hostile};y\n")
    assert screen.page.locator("img[src^=x], img[src^=http]").count() == 0
    assert screen.text.count(hostile) >= 3
    screen.way("Flagged settings")
    assert hostile in screen.text and screen.page.locator("img[src^=x]").count() == 0


@pytest.mark.parametrize("look", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_for_axe_to_find(tab, app, look):
    screen = tab(app, viewport=look).open("mine")
    for step in (lambda: None, lambda: give(screen), lambda: screen.way("Flagged settings")):
        step()
        screen.page.evaluate(AXE_SCRIPT)
        for theme in ("light", "dark"):
            screen.page.emulate_media(color_scheme=theme)
            screen.page.wait_for_function("() => document.getAnimations().every(each => each.playState !== 'running')")
            assert violations(screen.page) == [], (theme, screen.at)
        if look == PHONE:
            assert overflow(screen.page) == []


def test_the_inspection_window_filter_finds_what_is_overdue(screen, sample_served, sample_listing):
    screen.open("?window=overdue")
    cursor = sample_served.con.cursor()
    found = cursor.execute("SELECT urn FROM served.mart.inspection_window WHERE is_overdue").fetchall()
    wanted = expected.view({urn: sample_listing[urn] for (urn,) in found})
    assert len(wanted) > 5 and screen.urns == wanted
    everyone = sum(row["is_in_scope"] for row in sample_listing.values())
    heading = screen.page.get_by_role("heading", level=2).first.inner_text()
    assert heading == f"{len(found)} of {everyone} settings are overdue (estimate); {len(wanted)} of them are flagged"
    assert f"of {len(found)} that are overdue (estimate)" in screen.text
    assert screen.text.count("Next inspection (estimate): Was due by") == len(wanted)
