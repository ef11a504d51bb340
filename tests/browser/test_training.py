"""Training needs, the page: counts of the data, presses that list exactly those settings, links that reproduce it."""

import datetime as dt
import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from pipelines import as_at, training
from tests import fixtures
from tests.test_privacy import leaks


@pytest.fixture(scope="module")
def whole(sample_served):
    return training.needs(sample_served, {})


def rows(screen) -> list[tuple[str, ...]]:
    """The rows of the table of themes: theme, what was weak, settings, judged."""
    told = screen.page.locator("table.training tbody tr").all()
    return [tuple(" ".join(cell.split()) for cell in row.locator("th, td").all_inner_texts()) for row in told]


def test_the_counts_and_denominators_are_those_of_the_data(screen, whole):
    screen.open().way("Training needs")
    assert screen.title == "Which support do flagged settings need?"
    heading = screen.page.get_by_role("heading", level=2).first.inner_text()
    assert heading.startswith(f"{whole['weak']} of {whole['judged']} flagged settings")
    shown = rows(screen)
    assert [row[0].lower() for row in shown] == [theme["theme"].lower() for theme in whole["themes"]]
    for row, theme in zip(shown, whole["themes"], strict=True):
        assert row[2].startswith(f"{len(theme['settings'])} of {whole['judged']} (")
        assert int(row[3]) == theme["judged"]
        for one in theme["results"]:
            assert re.search(rf"{one['result']} {one['settings']}\b", row[1], re.I)
    caption = screen.page.locator("table.training caption").inner_text()
    for said in ("below Good", "safeguarding not met", f"Out of {whole['judged']}", "30 June 2026", "sample"):
        assert said in caption
    assert "raises the grade" not in screen.text


def test_a_press_lists_exactly_those_settings_and_the_link_reproduces_it(screen, tab, app, sample_served):
    screen.open("training").choose("Local authority", "Northmarsh")
    found = training.needs(sample_served, {"local_authority": ["Northmarsh"]})
    assert found["judged"] < 30 and all("%" not in row[2] for row in rows(screen)), "too few for a share"
    for theme in found["themes"]:
        if theme["settings"]:
            screen.press(re.compile(re.escape(theme["theme"][1:])), exact=False)
            assert screen.urns == [row["urn"] for row in theme["settings"]]
            assert screen.query == {"local_authority": ["Northmarsh"], "theme": [theme["theme"]]}
    weak = theme["settings"] or next(one["settings"] for one in reversed(found["themes"]) if one["settings"])
    row = screen.page.locator("table.moved tbody tr").first.inner_text()
    for one in weak[0]["because"]:
        assert one["result"].lower() in row.lower() and str(one["inspected_on"].year) in row
    other = tab(app).open(f"training?{screen.page.url.partition('?')[2]}")
    assert (other.urns, rows(other)) == (screen.urns, rows(screen))
    first = screen.urns[0]
    screen.do(screen.names.first.click)
    assert screen.at == "setting" and screen.query["urn"] == [first]
    assert screen.query["local_authority"] == ["Northmarsh"], "the area goes along"
    assert screen.back().urns == other.urns


def test_it_looks_back_with_the_date(screen, sample_served):
    screen.open("training?as_at=2022-03-31")
    then = training.needs(as_at.earlier(sample_served, dt.date(2022, 3, 31)), {})
    assert [row[3] for row in rows(screen)] == [str(theme["judged"]) for theme in then["themes"]]
    assert "You are looking back" in screen.text


def test_what_the_address_says_that_is_not_understood_is_named(screen, whole):
    theme = whole["themes"][0]
    screen.open(f"training?theme={quote('galaxy')}&local_authority=Nowhere&nonsense=1&tier=watch")
    for said in ("galaxy", "Nowhere", "nonsense"):
        assert said in screen.alerts
    assert screen.urns == [] and len(rows(screen)) == len(whole["themes"])
    assert "are not applied here" in screen.text
    screen.open(f"training?theme={quote(theme['theme'])}&training_page=77")
    assert "There is no page 77" in screen.alerts and len(screen.urns) == min(50, len(theme["settings"]))
    assert leaks(screen.page.content()) == []


def test_where_nothing_can_be_said_it_says_why(tab, start, tmp_path):
    below = {"full_1_on": "15/03/2022", "full_1_grade": "3"}
    listed = [
        fixtures.provider("EY100001", local_authority="Barnet", **below),
        fixtures.provider("EY100002", local_authority="Brent", full_1_on="15/03/2022", full_1_grade="2"),
        fixtures.provider("EY100003", local_authority="Camden", **below, full_1_leadership="2"),
    ]
    fixtures.release(tmp_path / "raw", "L3", listed)
    fixtures.built(tmp_path / "raw", tmp_path / "warehouse")
    screen = tab(start(tmp_path / "warehouse"))
    for area, said in (("Barnet", "print no areas"), ("Brent", "No setting here"), ("Camden", "found no area weak")):
        screen.open(f"training?local_authority={area}")
        assert said in screen.alerts and rows(screen) == []
        expect(screen.page.get_by_role("heading", name="Which settings are these?")).to_have_count(0)
