"""Areas, the manager's page: counts with their denominators, the whole and regions beside them, presses that filter."""

import re
import shutil
from collections import Counter
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from pipelines import comparison
from tests import fixtures
from tests.browser import expected
from tests.browser.conftest import PHONE

KINDS = {"local_authority": "areas", "region": "areas?by=region", "constituency": "areas?by=constituency"}


def rows(screen) -> dict[str, list[str]]:
    """The table of areas: cells by the area's name, in the order shown."""
    found = screen.page.get_by_role("table").first.locator("tbody tr").all()
    said = [[" ".join(cell.split()) for cell in row.locator("th, td").all_inner_texts()] for row in found]
    return {cells[0]: cells[1:] for cells in said}


def choose(screen, box: str, option: str) -> None:
    """Choose in a select, as a person does."""
    screen.do(lambda: (screen.page.get_by_role("combobox", name=box).click(),
                       screen.page.get_by_role("option", name=option, exact=True).click()))  # fmt: skip


def table(screen, text: str) -> list[list[str]]:
    """The rows of the table whose caption holds a text, cell by cell."""
    found = screen.page.get_by_role("table").filter(has=screen.page.locator("caption", has_text=text)).first
    return [[" ".join(cell.split()) for cell in row.locator("th, td").all_inner_texts()]
            for row in found.locator("tbody tr").all()]  # fmt: skip


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
    names = list(rows(screen))[1:]
    assert names == sorted(names)
    choose(screen, "Order by", "Order by: settings")
    shown = list(rows(screen).items())[1:]
    sizes = [int(cells[0]) for _, cells in shown]
    assert sizes == sorted(sizes, reverse=True)
    assert "sort" in screen.query
    assert list(rows(screen.reload()).items())[1:] == shown


def test_the_chart_has_the_same_areas_as_its_table(screen):
    screen.open("areas?measure=flagged").charts_drawn()
    told = screen.charts.get_attribute("aria-label")
    assert "Funnel plot of 4 local authorities: share of settings flagged" in told and "Outside the 95% limits" in told
    screen.unfold()
    shown = rows(screen)
    drawn = screen.page.get_by_role("table").last
    for area in ("Eastholt", "Kingsfen and Low Wold", "Northmarsh", "Tidewell"):
        row = drawn.get_by_role("row").filter(has_text=area)
        expect(row).to_contain_text(next(cells[0] for name, cells in shown.items() if name.startswith(area)))


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


def test_one_area_against_areas_like_it_over_time_and_what_it_is_made_of(screen, sample_served, sample_listing):
    screen.open("areas")
    assert "Choose an area above" in screen.text
    choose(screen, "Area to look at", "Northmarsh")
    assert screen.query["area"] == ["Northmarsh"]
    screen.charts_drawn()
    heading = screen.page.get_by_role("heading", name="Northmarsh against areas like it")
    expect(heading).to_be_visible()
    like = comparison.alike(sample_served, "Northmarsh", "watch")
    against = {name: (settings, count) for name, settings, count, *_ in table(screen, "The interval says")}
    own, pooled = like["itself"], like["pooled"]
    assert against["Northmarsh"] == (f"{own['settings']}", f"{own['count']}")
    assert against["3 similar authorities together"] == (f"{pooled['settings']}", f"{pooled['count']}")
    assert set(against) == {"Northmarsh", "3 similar authorities together", "Sample North", "All loaded areas"}
    listed = table(screen, "The 3 authorities nearest to Northmarsh")
    assert [row[1] for row in listed] == ["itself", *(f"{row['distance']:.2f}" for row in like["neighbours"])]
    assert "Only 4 authorities are loaded, so these are all the others" in screen.text
    assert "8 points, one for each release date that lists the area" in screen.text
    assert "over 3 dates that can be compared" in screen.text and "Not joined in 1 place" in screen.text
    mine = [row for row in sample_listing.values() if row["is_in_scope"] and row["local_authority"] == "Northmarsh"]
    for tier, settings, _, places, _, missing in table(screen, "known places"):
        these = [row for row in mine if row["tier"] == tier.lower()]
        held = sum(row["places"] or 0 for row in these)
        assert (settings, places) == (f"{len(these)}", f"{held:,}")
        assert missing == f"{sum(row['places'] is None for row in these)}"
    minders = sum(row["provider_type"] == "Childminder" for row in mine)
    first = table(screen, f"Out of {len(mine)} settings")[0]
    assert first[:2] == ["Childminder", f"{minders} ({minders / len(mine):.1%})"]
    screen.page.get_by_role("link", name="Northmarsh against areas like it").click()
    expect(heading).to_be_in_viewport()


def test_the_measure_and_the_date_are_in_the_address_and_go_along(screen):
    screen.open("areas?local_authority=Tidewell&as_at=2022-03-31")
    assert "Tidewell against areas like it" in screen.text, "the area of the list is the one looked at"
    screen.do(screen.page.get_by_role("radiogroup").get_by_text("All flagged").click)
    assert screen.query["measure"] == ["flagged"]
    assert "3 points" in screen.text and "on 31 March 2022" in screen.text
    assert rows(screen)["Eastholt Sample South"], "the change is since the release before"
    since = "Change in all flagged share since 31 August 2021"
    expect(screen.page.get_by_role("columnheader", name=since)).to_be_visible()
    screen.do(screen.page.get_by_role("table").first.get_by_role("link", name="Eastholt", exact=True).click)
    assert (screen.at, screen.query["as_at"]) == ("", ["2022-03-31"]), "the list opened is of the same date"


def test_on_a_phone_the_funnel_fills_the_width(tab, app):
    """Words of the layout that is not shown take room too: they must not squeeze the plot."""
    screen = tab(app, viewport=PHONE).open("areas?area=Northmarsh").charts_drawn()
    axes = screen.charts.first.locator(".role-axis-domain line")
    wide = axes.evaluate_all("all => Math.max(...all.map(one => one.getBoundingClientRect().width))")
    assert wide > 0.6 * PHONE["width"]


def test_regions_and_constituencies_are_compared_without_likeness(screen):
    screen.open("areas?by=region&area=sample+north")
    assert "Sample North against the whole" in screen.text and "Similar areas are worked out for" in screen.text
    screen.do(screen.page.get_by_role("radiogroup").get_by_text("Constituencies").click)
    assert "area" not in screen.query and "Choose an area above" in screen.text


def test_a_council_s_own_list_is_in_force_and_says_so(tab, start, sample_folder, tmp_path):
    raw = shutil.copytree(sample_folder, tmp_path / "raw")
    said = "local_authority,neighbour\nNORTHMARSH,Tidewell\nNorthmarsh,<b>Nowhere</b>\n"
    (raw / "neighbours.csv").write_text(said, encoding="utf-8")
    fixtures.built(raw, tmp_path / "warehouse")
    screen = tab(start(tmp_path / "warehouse")).open("areas?area=Northmarsh")
    told = "These are the neighbours your council lists in neighbours.csv"
    assert [row[0] for row in table(screen, told)] == ["Northmarsh Sample North", "Tidewell Sample North"]
    assert "not in the loaded releases: <b>Nowhere</b>" in screen.text
    assert "1 similar authority together" in screen.text


@pytest.fixture
def split(start, tmp_path):
    """Two authorities of today with thirty settings and more, one with three, one that was split, and no authority."""
    wanted = {"Barnet": 31, "Brent": 40, "Camden": 3, "Cumbria": 33, "": 2}
    names = [name for name, settings in wanted.items() for _ in range(settings)]
    below = {"full_1_grade": "3", "full_1_on": "15/03/2024"}
    fixtures.release(tmp_path / "raw", "L3", [
        fixtures.provider(f"EY{100000 + number}", local_authority=name, region="London" if name else "",
                          **(below if number % 5 == 0 else below | {"full_1_grade": "2"}))
        for number, name in enumerate(names)
    ], "31_August_2024")  # fmt: skip
    fixtures.built(tmp_path / "raw", tmp_path / "warehouse")
    return start(tmp_path / "warehouse")


def test_what_is_no_authority_of_today_stands_last_and_counts_in_the_totals_alone(tab, split):
    screen = tab(split).open("areas?measure=support").charts_drawn()
    shown = rows(screen)
    told = re.findall("^(Barnet|Brent|Camden|Cumbria, until 2023|Not recorded)", "\n".join(shown), re.M)
    assert told == ["Barnet", "Brent", "Camden", "Cumbria, until 2023", "Not recorded"]
    settings = {name: int(cells[0]) for name, cells in shown.items()}
    assert next(iter(settings.values())) == 109 == 31 + 40 + 3 + 33 + 2
    assert "split in 2023 into Cumberland and Westmorland and Furness" in list(shown)[-2]
    assert "Settings for which Ofsted records no local authority" in list(shown)[-1]
    assert [cells[4] for cells in list(shown.values())[-3:]] == ["Few settings", "Not compared", "Not compared"]
    assert "The last 2 rows of all are no local authority of today" in screen.text
    heading = screen.page.get_by_role("heading", level=2).first.inner_text()
    assert heading.startswith("2 local authorities compared: none clearly above or below")
    assert "0 of 2 local authorities outside the 95% limits" in screen.text
    assert "2 of 3 local authorities are compared with" in screen.text
    assert "1 has fewer than 30 settings." in screen.text
    assert "Funnel plot of 3 local authorities" in screen.charts.first.get_attribute("aria-label")
    choose(screen, "Order by", "Order by: settings")
    by_size = re.findall("^(Brent|Barnet|Camden|Cumbria|Not recorded)", "\n".join(rows(screen)), re.M)
    assert by_size == ["Brent", "Barnet", "Camden", "Cumbria", "Not recorded"]


def test_what_the_address_says_that_is_not_understood_is_named(screen):
    screen.open(f"areas?by={quote('galaxy')}&sort=sideways&nonsense=1&measure=all&area=Atlantis")
    for said in ("galaxy", "sideways", "nonsense", "“all”", "Atlantis"):
        assert said in screen.alerts
    assert len(rows(screen)) > 4
