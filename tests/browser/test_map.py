"""The map: the list's filters, the same settings, numbers that match the table, and a metre that is a metre."""

import re

import pytest

from pages.parts import marks
from pipelines import paths, places, postcodes
from tests import fixtures
from tests.browser import expected
from tests.browser.conftest import DESK, PHONE

# Every mark of the settings of the view: what it stands for and where it is drawn.
MARKS = """() => [...document.querySelectorAll("[data-testid=stVegaLiteChart] path[aria-roledescription], "
    + "[data-testid=stVegaLiteChart] g.mark-symbol path")].map(e => e.__data__).filter(item => item?.datum?.urn)
    .map(item => ({urn: item.datum.urn, easting: item.datum.easting, northing: item.datum.northing,
                   x: item.x, y: item.y, shape: item.shape, size: item.size, fill: item.fill, stroke: item.stroke}))"""
NUMBERS = """() => [...document.querySelectorAll("[data-testid=stVegaLiteChart] g.mark-text text")]
    .map(e => e.__data__).filter(item => item?.datum?.number).map(item => item.datum)"""
TOWNS = NUMBERS.replace("number", "town")
SHAPES = {"secure": "circle", "below": "triangle-up", "serious": "square", None: "diamond"}


def placed(listing, **filters):
    return [urn for urn in expected.view(listing, **filters) if listing[urn]["easting"] is not None]


def towns(served) -> list[dict]:
    return places.view(served, {}, "priority", 1, 25)["towns"]


def drawn(screen) -> dict[str, dict]:
    return {mark["urn"]: mark for mark in screen.charts_drawn().page.evaluate(MARKS)}


def test_filters_come_from_the_list_and_the_same_settings_are_drawn(screen, sample_listing, tab, app):
    screen.open().choose("Local authority", "Northmarsh")
    listed = screen.all_urns()
    screen.way("Map")
    assert (screen.at, screen.query) == ("map", {"local_authority": ["Northmarsh"]})
    assert screen.title == "Where are the flagged settings?"
    wanted = placed(sample_listing, local_authority="Northmarsh")
    assert [urn for urn in listed if urn in wanted] == screen.all_urns() == wanted
    heading = screen.page.get_by_role("heading", level=2).first.inner_text()
    assert heading == f"{len(wanted)} of {len(listed)} flagged settings in Northmarsh are on the map"
    told = screen.page.locator(".note").inner_text()
    counts = [int(number) for number in re.findall(r"\d+", told)]
    assert counts[0] == len(listed) - len(wanted) == sum(counts[1:])
    assert "Ofsted withholds the postcodes of" in told and "childminder" in told
    marks = drawn(screen)
    assert set(marks) == set(wanted)
    for urn, mark in marks.items():
        row = sample_listing[urn]
        assert (mark["easting"], mark["northing"]) == (row["easting"], row["northing"])
        assert mark["shape"] == SHAPES[row["band"]]
    sizes = {tier: {marks[urn]["size"] for urn in wanted if sample_listing[urn]["tier"] == tier}
             for tier in expected.FLAGGED_TIERS}  # fmt: skip
    assert min(sizes["intensive"]) > max(sizes["targeted"]) > max(sizes["watch"])
    alt = screen.charts.first.get_attribute("aria-label") or screen.page.locator(
        "[data-testid=stVegaLiteChart]"
    ).first.get_attribute("aria-label")
    assert f"Map of {len(wanted)} flagged settings in Northmarsh" in alt
    # A filter used here is the list's too; a link reproduces the view.
    screen.choose("Why flagged", "Yo-yo")
    assert screen.urns == placed(sample_listing, local_authority="Northmarsh", flag="yo-yo")
    other = tab(app).open(f"map?{screen.page.url.partition('?')[2]}")
    assert other.urns == screen.urns
    screen.way("Flagged settings")
    assert screen.query == {"local_authority": ["Northmarsh"], "flag": ["yo-yo"]}


def test_a_provisional_mark_is_hollow_and_said_so(screen, sample_listing):
    screen.open("map?local_authority=Northmarsh")
    loose = {urn: sample_listing[urn]["marks"][-1]["is_provisional"] for urn in screen.urns}
    assert 0 < sum(loose.values()) < len(loose)
    for urn, mark in drawn(screen).items():
        colour = marks.BANDS[sample_listing[urn]["band"]].colour.css
        around = (marks.BACKGROUND.css, colour) if loose[urn] else (colour, marks.BACKGROUND.css)
        assert (mark["fill"], mark["stroke"]) == around, urn
    assert "numbered as there. A hollow mark is provisional: a step between two kinds" in " ".join(screen.text.split())
    assert f"Hollow: provisional ({sum(loose.values())})" in screen.page.locator(".key").inner_text()
    for urn, row in zip(screen.urns, screen.page.locator(".rows.placed tbody tr").all(), strict=True):
        assert ("provisional: " in row.text_content()) == loose[urn] == bool(row.locator(".mark.provisional").count())
    chart = screen.page.locator("[data-testid=stVegaLiteChart]").first
    told = chart.get_attribute("aria-label") or screen.charts.first.get_attribute("aria-label")
    assert f"{sum(loose.values())} hollow because provisional" in told


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_metre_is_a_metre_in_both_directions_and_numbers_are_those_of_the_table(
    tab, app, sample_listing, sample_served, size
):
    screen = tab(app, viewport=size).open("map")
    marks = sorted(drawn(screen).values(), key=lambda mark: mark["easting"])
    west, east = marks[0], marks[-1]
    low, high = (choose(marks, key=lambda mark: mark["northing"]) for choose in (min, max))
    across = (east["x"] - west["x"]) / (east["easting"] - west["easting"])
    along = (low["y"] - high["y"]) / (high["northing"] - low["northing"])
    assert across == pytest.approx(along, rel=0.005) and across > 0
    frame = screen.page.locator("[data-testid=stVegaLiteChart]").bounding_box()
    assert all(0 < mark["x"] < frame["width"] and 0 < mark["y"] < frame["height"] for mark in marks)
    shown = screen.urns
    numbers = {(one["easting"], one["northing"]): int(one["number"]) for one in screen.page.evaluate(NUMBERS)}
    assert len(numbers) > 5
    for place, number in numbers.items():
        row = sample_listing[shown[number - 1]]
        assert place == (row["easting"], row["northing"])
    written = [(one["town"], one["easting"], one["northing"]) for one in screen.page.evaluate(TOWNS)]
    assert written and set(written) <= {(one["town"], one["easting"], one["northing"]) for one in towns(sample_served)}
    assert re.search(r"\d+ km", screen.page.locator("[data-testid=stVegaLiteChart]").inner_text())


def test_a_mark_or_a_row_opens_its_setting_and_back_is_the_map(screen):
    screen.open("map?local_authority=Northmarsh")
    marks = drawn(screen)
    frame = screen.page.locator("[data-testid=stVegaLiteChart] svg").bounding_box()
    urn = screen.urns[0]
    at = marks[urn]
    screen.do(lambda: screen.page.mouse.click(frame["x"] + at["x"] + 1, frame["y"] + at["y"] + 1))
    assert (screen.at, screen.query["urn"]) == ("setting", [urn])
    assert screen.query["local_authority"] == ["Northmarsh"]
    screen.back()
    assert screen.at == "map" and screen.urns[0] == urn
    screen.do(screen.names.nth(1).click)
    assert (screen.at, screen.query["local_authority"]) == ("setting", ["Northmarsh"])


def test_pages_of_the_table_the_toggle_and_what_is_not_understood(screen, sample_listing):
    screen.open("map?map_page=2&others=sideways")
    assert "sideways" in screen.alerts
    assert screen.urns == placed(sample_listing)[25:50]
    assert screen.page.locator(".rows.placed .place").first.inner_text() == "26"
    assert "settings that can be placed" in screen.text
    screen.do(screen.page.get_by_role("radio", name="Flagged only").click)
    assert screen.query["others"] == ["hidden"] and "settings that can be placed" not in screen.text
    screen.choose("Local authority", "Northmarsh")
    assert "map_page" not in screen.query and screen.query["others"] == ["hidden"]
    screen.open("map?map_page=99")
    assert "There is no page 99" in screen.alerts
    screen.open("map?provider_type=Childminder")
    assert "None of these settings can be drawn" in screen.alerts and screen.urns == []
    screen.open("map?find=zzzz")
    assert "No setting matches" in screen.alerts


def test_without_a_postcode_directory_it_says_what_to_install(tab, start, tmp_path, monkeypatch):
    (tmp_path / "none").mkdir()
    monkeypatch.setenv(postcodes.FOLDER, str(tmp_path / "none"))
    below = {"full_1_on": "15/03/2022", "full_1_grade": "3", "postcode": "BN1 1AA"}
    fixtures.release(tmp_path / "raw", "L3", [fixtures.provider("EY100001", **below)])
    fixtures.built(tmp_path / "raw", tmp_path / "warehouse")
    screen = tab(start(paths.Warehouse(tmp_path / "warehouse").folder)).open("map")
    assert "requirements.txt" in screen.alerts and "could not place any setting" in screen.alerts
    assert screen.page.locator("[data-testid=stVegaLiteChart]").count() == 0
