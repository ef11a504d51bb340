"""Areas, the manager's page: counts with their denominators, the whole and regions beside them, presses that filter."""

import re
from collections import Counter
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser import expected
from tests.browser.test_accessibility import unfold

KINDS = {"local_authority": "areas", "constituency": "areas?by=constituency"}


def rows(screen) -> dict[str, list[str]]:
    """The table of areas: cells by the area's name, in the order shown."""
    found = screen.page.get_by_role("table").first.locator("tbody tr").all()
    said = [[" ".join(cell.split()) for cell in row.locator("th, td").all_inner_texts()] for row in found]
    return {cells[0]: cells[1:] for cells in said}


@pytest.mark.parametrize("kind", KINDS)
def test_counts_shares_and_denominators_are_those_of_the_data(screen, sample_listing, kind):
    screen.open(KINDS[kind])
    in_scope = [row for row in sample_listing.values() if row["is_in_scope"]]
    wanted = Counter(row[kind] or "Not recorded" for row in in_scope)
    shown = rows(screen)
    heads = screen.page.get_by_role("table").first.get_by_role("columnheader").all_inner_texts()
    for area, settings in wanted.items():
        [cells] = [cells for name, cells in shown.items() if name.startswith(area)]
        assert int(cells[0]) == settings
        for tier in ("intensive", "targeted", "watch"):
            count = sum(row["tier"] == tier and (row[kind] or "Not recorded") == area for row in in_scope)
            assert re.match(rf"{count}\b", cells[heads.index(tier.capitalize()) - 1])
    whole = [cells for name, cells in shown.items() if name.startswith("All loaded areas")]
    assert int(whole[0][0].replace(",", "")) == len(in_scope)
    assert any(name.startswith("Sample North") for name in shown), "regions stand beside them"


def test_a_share_is_its_count_out_of_the_settings(screen):
    screen.open("areas")
    for cells in rows(screen).values():
        settings = int(cells[0].replace(",", ""))
        for cell in cells[1:4]:
            count, share = re.match(r"([\d,]+) ([\d.]+)%$", cell).groups()
            assert abs(100 * int(count) / settings - float(share)) <= 0.5


def test_pressing_an_area_or_a_count_opens_exactly_those_settings(screen, sample_listing):
    screen.open("areas")
    screen.do(screen.page.get_by_role("link", name="Tidewell", exact=True).click)
    wanted = expected.view(sample_listing, local_authority="Tidewell")
    assert screen.query["local_authority"] == ["Tidewell"]
    assert (screen.at, screen.total, screen.urns) == ("", len(wanted), wanted[:25])
    screen.back()
    assert screen.at == "areas"
    row = screen.page.get_by_role("table").first.locator("tbody tr").filter(has_text="Eastholt")
    pressed = row.get_by_role("link").nth(2)
    count = int(re.search(r"\d+", pressed.inner_text())[0])
    screen.do(pressed.click)
    assert screen.query["local_authority"] == ["Eastholt"]
    assert screen.total == count
    assert screen.urns == expected.view(sample_listing, local_authority="Eastholt", tier=screen.query["tier"][0])[:25]


def test_areas_can_be_constituencies_and_a_press_filters_by_it(screen, sample_listing):
    screen.open("areas")
    screen.do(screen.page.get_by_role("radiogroup").get_by_text("Constituencies").click)
    assert screen.query["by"] == ["constituency"]
    screen.do(screen.page.get_by_role("link", name="Sallowby", exact=True).click)
    wanted = expected.view(sample_listing, constituency="Sallowby")
    assert screen.query["constituency"] == ["Sallowby"]
    assert (screen.total, screen.urns) == (len(wanted), wanted[:25])


def test_areas_can_be_sorted_and_the_order_is_in_the_address(screen):
    screen.open("areas")
    names = list(rows(screen))[3:]
    assert names == sorted(names)
    box = screen.page.get_by_role("combobox", name=re.compile("order|sort", re.I))
    box.click()
    screen.do(screen.page.get_by_role("option", name=re.compile("settings", re.I)).first.click)
    shown = list(rows(screen).items())[3:]
    sizes = [int(cells[0]) for _, cells in shown]
    assert sizes == sorted(sizes, reverse=True)
    assert "sort" in screen.query
    assert list(rows(screen.reload()).items())[3:] == shown


def test_the_chart_has_the_same_areas_as_its_table(screen):
    screen.open("areas").charts_drawn()
    told = screen.charts.get_attribute("aria-label")
    unfold(screen)
    drawn = screen.page.get_by_role("table").last
    for area in ("Eastholt", "Kingsfen and Low Wold", "Northmarsh", "Tidewell"):
        assert area in told
        expect(drawn).to_contain_text(area)


def test_the_csv_holds_every_area(screen, sample_served):
    screen.open("areas")
    with screen.page.expect_download() as begun:
        screen.page.get_by_role("button", name=re.compile("CSV")).click()
    told = expected.csv_rows(begun.value.path().read_bytes())
    assert {"Northmarsh", "Tidewell", "Eastholt", "Kingsfen and Low Wold", "Sample North"} <= {r["area"] for r in told}
    assert {row["notice"] for row in told} == {"sample data, invented settings"}
    for row in told:
        tiers = sum(int(row[tier]) for tier in ("intensive", "targeted", "watch", "universal"))
        assert tiers == int(row["settings"])


def test_what_the_address_says_that_is_not_understood_is_named(screen):
    screen.open(f"areas?by={quote('galaxy')}&sort=sideways&nonsense=1")
    for said in ("galaxy", "sideways", "nonsense"):
        assert said in screen.alerts
    assert len(rows(screen)) > 4
