"""What changed, the page: counts that add up, presses that open exactly that many, links that reproduce the view."""

import datetime as dt
import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from pipelines import changed, paths
from tests import fixtures
from tests.browser import expected
from tests.browser.test_mine import give
from tests.test_privacy import leaks


@pytest.fixture(scope="module")
def asked(sample_served):
    return changed.Asked(*changed.between(sample_served))


def counts(screen) -> dict[str, int]:
    """The five counts as shown."""
    told = screen.page.locator("dl.counts > div").all()
    return {one.locator("dt").inner_text(): int(one.locator("dd").inner_text().replace(",", "")) for one in told}


def listed(screen) -> int:
    """How many the heading says the list holds."""
    said = screen.page.get_by_role("heading", level=2).first.inner_text()
    return int(re.search(r"\d[\d,]*", said)[0].replace(",", ""))


def test_the_five_counts_are_those_of_the_data_and_their_sum_is_said(screen, sample_served, asked):
    screen.open("changed")
    wanted = changed.counts(sample_served, asked)
    assert screen.title == "What changed between two releases?"
    assert {name.lower(): count for name, count in counts(screen).items()} == wanted["outcomes"]
    assert f"Together {wanted['all']} settings" in screen.text
    assert f"31 March 2026 ({wanted['from_scope']})" in screen.text
    assert listed(screen) == sum(wanted["outcomes"][one] for one in changed.LISTED)
    assert screen.all_urns() == [row["urn"] for row in changed.every(sample_served, asked)]


def test_pressing_a_kind_opens_exactly_that_many_and_the_link_reproduces_it(screen, tab, app, sample_served, asked):
    screen.open("changed")
    wanted = changed.counts(sample_served, asked)["kinds"]
    button = screen.page.get_by_role("button", name=re.compile(r"^Label changed [\d,]+$"))
    assert int(button.inner_text().split()[-1]) == wanted["label changed"]
    screen.do(button.click)
    assert screen.query["kind"] == ["label changed"] and listed(screen) == wanted["label changed"]
    assert len(screen.urns) == wanted["label changed"]
    assert tab(app).open(f"changed?{screen.page.url.partition('?')[2]}").urns == screen.urns
    screen.press("Show all kinds")
    assert "kind" not in screen.query and listed(screen) > wanted["label changed"]
    assert screen.back().query["kind"] == ["label changed"]


def test_how_many_moves_stayed_within_good_or_better_is_said_under_the_heading(screen, sample_served):
    dates = changed.between(sample_served, dt.date(2024, 8, 31))
    rows = changed.every(sample_served, changed.Asked(*dates))
    told = []
    for way in ("down", "up"):
        moved = [row for row in rows if f"grade {way}" in row["kinds"]]
        within = [row for row in moved if row["from_band"] == row["to_band"] == "secure"]
        assert 0 < len(within) < len(moved)
        told.append(f"{len(within)} of the {len(moved)} that went {way}")
    screen.open("changed?from=2024-08-31")
    assert f"Within Good or better: {', '.join(told)}. 1–" in screen.text
    assert f"Within Good or better: {told[0]}. 1–" in screen.open("changed?from=2024-08-31&kind=grade+down").text
    assert "Within Good or better" not in screen.open("changed?from=2024-08-31&kind=joined").text


def test_a_row_says_from_what_to_what_and_why_and_leads_to_the_setting(screen):
    screen.open("changed?kind=grade+down")
    row = screen.page.get_by_role("table").first.locator("tbody tr").filter(has_text="Ottergarth Nursery")
    cells = row.locator("td").all_inner_texts()
    assert "Not enough history" in cells[0] and "expected standard or better" in cells[0]
    assert "Targeted" in cells[1] and "Declining" in cells[1] and "1 of 6 areas needs attention" in cells[1]
    assert "Report card of 2 June 2026" in cells[2]
    screen.do(screen.names.first.click)
    assert screen.at == "setting" and screen.query["urn"]
    assert screen.query["kind"] == ["grade down"], "the view stays in the address"


def test_a_provisional_mark_is_hollow_and_said_so_and_who_left_has_no_stray_dot(screen, sample_served):
    dates = changed.between(sample_served)
    rows = {row["urn"]: row for row in changed.every(sample_served, changed.Asked(*dates, ["Northmarsh"]))}
    screen.open("changed?local_authority=Northmarsh")
    shown = dict(zip(screen.urns, screen.page.locator("table.moved tbody tr").all(), strict=True))
    for urn, row in shown.items():
        for place, side in enumerate(("from", "to")):
            cell = row.locator("td").nth(place)
            loose = bool(rows[urn][f"is_{side}_provisional"] and rows[urn][f"{side}_result"])
            loose &= side == "from" or rows[urn]["outcome"] != "left"
            assert bool(cell.locator(".mark.provisional").count()) == loose == ("provisional: " in cell.text_content())
            assert not cell.text_content().startswith(" ·"), cell.text_content()
    assert screen.page.locator(".mark.provisional").count() > 5 and "A hollow mark is provisional" in screen.text
    screen.open("changed?local_authority=Northmarsh&kind=left")
    cells = [row.locator("td").nth(1).inner_text() for row in screen.page.locator("table.moved tbody tr").all()]
    assert set(cells) == {"Left"} and len(cells) == listed(screen)
    assert "A hollow mark" not in screen.text


def test_a_setting_that_joined_says_what_the_list_says_beside_its_label(screen, sample_served):
    days = dt.date(2022, 3, 31), dt.date(2026, 6, 30)
    rows = [row for row in changed.every(sample_served, changed.Asked(*days))
            if row["outcome"] == "joined" and "may affect funded places" in row["to_flags"]]  # fmt: skip
    area = rows[0]["local_authority"]
    screen.open(f"changed?from={days[0]}&to={days[1]}&kind={quote(rows[0]['kind'])}&local_authority={quote(area)}")
    told = screen.page.locator("table.moved tr", has_text=rows[0]["urn"]).locator("td").nth(1)
    expect(told).to_contain_text(re.compile("Also now: .*May affect funded places"))


def test_who_was_looking_back_is_told_that_the_page_has_dates_of_its_own(screen):
    screen.open("changed?as_at=2022-03-31&from=2021-08-31&to=2022-03-31")
    assert "You were looking back. This page has two dates of its own, From and To" in screen.text
    assert "its data are the newest" not in screen.text


def test_a_list_of_ones_own_is_applied_and_can_be_put_away(screen, sample_served, asked):
    mine = ["S0000035", "S0000032", "S0000001"]
    give(screen, "URN;Cluster\n" + "\n".join(f"{urn};{'N' if urn > 'S0000033' else 'S'}" for urn in mine))
    screen.way("What changed")
    wanted = changed.counts(sample_served, changed.Asked(asked.from_on, asked.to_on, urns=mine))
    assert counts(screen) == {one.capitalize(): count for one, count in wanted["outcomes"].items()}
    assert "Showing only your list of 3 URNs." in screen.text and "not applied" not in screen.text
    assert "of 3 settings of your list changed, joined or left" in screen.text
    screen.choose("Cluster", "N")
    assert sum(counts(screen).values()) == 1 and "S00000" not in screen.page.url
    screen.press("Remove my list")
    assert sum(counts(screen).values()) > 800


def test_new_inspections_say_what_is_counted_here_and_in_a_panel_pack(screen):
    screen.open("changed?kind=new+inspection")
    said = "This counts settings on the register at both dates, each once. A panel pack counts inspections"
    assert said in screen.text and said not in screen.open("changed").text


def test_dates_and_area_are_chosen_and_kept_in_the_address(screen, sample_served):
    screen.open("changed?kind=new+inspection&changed_page=2").choose("Local authority", "Northmarsh")
    assert screen.query["local_authority"] == ["Northmarsh"] and "changed_page" not in screen.query
    screen.page.get_by_role("combobox", name=re.compile("^.*From")).click()
    screen.do(screen.page.get_by_role("option", name="31 August 2021", exact=True).click)
    assert screen.query["from"] == ["2021-08-31"]
    dates = changed.between(sample_served, dt.date(2021, 8, 31))
    wanted = changed.counts(sample_served, changed.Asked(*dates, local_authorities=["Northmarsh"]))
    assert {name.lower(): count for name, count in counts(screen).items()} == wanted["outcomes"]
    assert screen.reload().query["from"] == ["2021-08-31"] and counts(screen)["Joined"] == wanted["outcomes"]["joined"]
    screen.page.get_by_role("combobox", name=re.compile("^.*To$|To")).first.click()
    screen.do(screen.page.get_by_role("option", name="31 August 2021", exact=True).click)
    assert "from" not in screen.query and "31 August 2020" in screen.text, "a first date no longer first is let go"
    assert "From was 31 August 2021, which is not before the date you chose" in screen.alerts, "and the page says so"
    assert "From was" not in screen.reload().alerts
    screen.open("changed?from=2026-06-30&to=2021-08-31")
    assert "The two dates stood the wrong way round" in screen.alerts
    wanted = changed.Asked(*changed.between(sample_served, dt.date(2021, 8, 31), dt.date(2026, 6, 30)))
    shown = {name.lower(): count for name, count in counts(screen).items()}
    assert shown == changed.counts(sample_served, wanted)["outcomes"]


def test_what_the_address_says_that_is_not_understood_is_named(screen):
    screen.open(f"changed?from=2025-01-01&to={quote('galaxy')}&kind=sideways&nonsense=1&changed_page=77")
    for said in ("2025", "galaxy", "sideways", "nonsense", "There is no page 77"):
        assert said in screen.alerts.replace("\\", "")
    assert counts(screen)["Joined"] == 6
    screen.open("changed?kind=new+serious+concern")
    assert "No setting here has this kind of change" in screen.alerts


def test_pasted_urns_are_matched_and_never_in_the_address(screen, tab, app):
    screen.open("changed")
    screen.page.get_by_role("button", name=re.compile("Only these URNs")).click()
    box = screen.page.get_by_role("textbox", name=re.compile("URNs"))
    box.fill("s0000035, S0000032\nS7654321")
    screen.do(lambda: box.press("Control+Enter"))
    screen.page.keyboard.press("Escape")
    assert "3 URNs you pasted: 2 in this data" in screen.text and "not found: S7654321" in screen.text
    assert sum(counts(screen).values()) == 2 and set(screen.urns) == {"S0000035", "S0000032"}
    assert "S0000035" not in screen.page.url and "S7654321" not in screen.page.url
    screen.way("Areas").way("What changed")
    assert sum(counts(screen).values()) == 2, "kept in the session"
    assert sum(counts(tab(app).open("changed")).values()) > 800, "and in no other"
    screen.press("Forget the list")
    assert sum(counts(screen).values()) > 800


def test_the_downloads_hold_the_view(screen, sample_served, asked):
    screen.open("changed?local_authority=Northmarsh&kind=joined")
    name, content = screen.download("Download these 2 (CSV)")
    assert name == "sample_what-changed_2026-03-31_to_2026-06-30_northmarsh_as-at-2026-06-30.csv"
    assert [row["urn"] for row in expected.csv_rows(content)] == screen.urns
    name, content = screen.download("Digest to e-mail (text)")
    assert name.endswith(".txt") and content.decode().startswith("Subject: Changes to 30 June 2026: Northmarsh\n")
    assert content.decode() == (paths.PROJECT / "tests" / "golden" / "digest_northmarsh.txt").read_text("utf-8")


def test_flagged_says_how_many_are_new_and_leads_to_exactly_those(screen, sample_served, asked):
    screen.open("?local_authority=Northmarsh")
    wanted = changed.newly_flagged(sample_served, {"local_authority": ["Northmarsh"]})["count"]
    link = screen.page.get_by_role("link", name=f"{wanted} new since 31 March 2026 →")
    screen.do(link.click)
    assert screen.at == "changed" and screen.query["local_authority"] == ["Northmarsh"]
    assert listed(screen) == len(screen.urns) == wanted
    screen.open("?as_at=2022-12-31")
    link = screen.page.get_by_role("link", name=re.compile("new since 31 March 2022"))
    count = int(link.inner_text().split()[0])
    screen.do(link.click)
    assert (screen.query["from"], screen.query["to"]) == (["2022-03-31"], ["2022-12-31"])
    assert listed(screen) == count


def test_no_withheld_word_is_on_the_page(screen):
    for address in ("changed?kind=name+withheld&from=2020-08-31", "changed?from=2020-08-31&kind=left"):
        screen.open(address)
        assert len(screen.urns) > 0 and leaks(screen.page.content()) == []


def test_with_one_release_the_page_says_that_two_are_needed(tab, start, sample_folder, tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    one = next(iter(sorted(sample_folder.glob("*31_August_2020*"))))
    (raw / one.name).write_bytes(one.read_bytes())
    fixtures.built(raw, tmp_path / "warehouse")
    screen = tab(start(tmp_path / "warehouse")).open("changed")
    assert "Two releases are needed" in screen.alerts and "pipelines add" in screen.alerts
    screen.way("Flagged settings")
    assert "new since" not in screen.text


def test_on_a_phone_a_row_is_a_card(tab, app):
    screen = tab(app, viewport={"width": 390, "height": 844}).open("changed?kind=grade+down")
    expect(screen.page.locator("table.moved thead").first).not_to_be_in_viewport(ratio=0.9)
    wide = screen.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
