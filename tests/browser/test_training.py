"""Training needs, the page: counts of the data, presses that list exactly those settings, links that reproduce it."""

import datetime as dt
import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from pipelines import as_at, domain, training
from tests import fixtures
from tests.test_privacy import leaks


@pytest.fixture(scope="module")
def whole(sample_served):
    return training.needs(sample_served, {})


def rows(screen) -> list[tuple[str, ...]]:
    """The rows of the table of themes: theme, what was weak, settings out of how many judged, as they are seen."""
    told = screen.page.locator("table.training tbody tr").all()
    heard = re.compile(r" ?: list settings, .+(?= Inspected)")  # of a press: not seen
    return [tuple(heard.sub("", " ".join(cell.split())).strip() for cell in row.locator("th, td").all_inner_texts())
            for row in told]  # fmt: skip


def count(theme: dict) -> str:
    """What the cell of a theme shows."""
    told = f"{len(theme['settings'])} of {theme['judged']} judged" if theme["judged"] else "None judged"
    return " ".join(filter(None, (told, training.years(theme))))


def pressed(screen) -> list[str]:
    """What the presses that are open are of."""
    return [one.get_attribute("value") for one in screen.page.locator("button.press[aria-expanded=true]").all()]


def test_the_counts_and_denominators_are_those_of_the_data(screen, whole):
    screen.open().way("Training needs")
    assert screen.title == "Which support do flagged settings need?"
    heading = screen.page.get_by_role("heading", level=2).first.inner_text()
    told = f"{whole['weak']} of {whole['judged']} flagged settings that were judged by area"
    assert heading == f"{told} had at least one weak area"
    shown = rows(screen)
    assert [row[0].lower() for row in shown] == [theme["theme"].lower() for theme in whole["themes"]]
    for row, theme in zip(shown, whole["themes"], strict=True):
        assert row[2:] == (training.in_common(theme, whole), count(theme))
        assert ("%" in row[2]) == (theme["weak_in_common"] is not None)
        for one in theme["results"]:
            assert re.search(rf"{one['result']} {one['settings']}\b", row[1], re.I)
    assert sum("%" in row[2] for row in shown) > 2
    caption = screen.page.locator("table.training caption").inner_text()
    for said in (training.order(whole), "30 June 2026", "sample"):
        assert said in caption
    heads = screen.page.locator("table.training thead th").all_inner_texts()
    assert heads[2:] == [f"Weak, of the {whole['in_common']} judged in all", "Weak, of all judged"]
    screen.unfold("How is this counted?")
    how = screen.page.locator("[data-testid=stExpanderDetails] ul")
    oldest = f"Oldest inspection counted: {domain.long_date(whole['oldest'])}."
    flagged = f"{whole['flagged']} settings here are flagged."
    for said in ("below Good", "safeguarding not met", flagged, oldest, "Inclusion is judged on report cards"):
        expect(how).to_contain_text(said)
    assert "raises the grade" not in screen.text


def test_a_press_lists_exactly_those_settings_and_the_link_reproduces_it(screen, tab, app, sample_served):
    screen.open("training").choose("Local authority", "Northmarsh")
    found = training.needs(sample_served, {"local_authority": ["Northmarsh"]})
    assert max(theme["judged"] for theme in found["themes"]) < 30
    assert [row[3] for row in rows(screen)] == [count(theme) for theme in found["themes"]]
    assert "%" not in screen.page.locator("table.training").inner_text(), "too few for a share"
    for theme in found["themes"]:
        if theme["settings"]:
            screen.press(re.compile(re.escape(theme["theme"][1:])), exact=False)
            assert screen.urns == [row["urn"] for row in theme["settings"]]
            assert screen.query == {"local_authority": ["Northmarsh"], "theme": [theme["theme"]]}
            assert pressed(screen) == [theme["theme"]]
    weak = theme["settings"] or next(one["settings"] for one in reversed(found["themes"]) if one["settings"])
    assert "as at 30 June 2026" in screen.page.locator("table.moved caption").inner_text()
    row = screen.page.locator("table.moved tbody tr").first.inner_text()
    for one in weak[0]["because"]:
        assert one["result"].lower() in row.lower() and str(one["inspected_on"].year) in row
    other = tab(app).open(f"training?{screen.page.url.partition('?')[2]}")
    assert (other.urns, rows(other), pressed(other)) == (screen.urns, rows(screen), pressed(screen))
    first = screen.urns[0]
    screen.do(screen.names.first.click)
    assert screen.at == "setting" and screen.query["urn"] == [first]
    assert screen.query["local_authority"] == ["Northmarsh"], "the area goes along"
    assert screen.back().urns == other.urns


def test_a_press_by_keyboard_brings_the_settings_into_view_beside_the_counts_and_a_second_puts_them_away(screen):
    """On a small laptop, without a reload: one would end the session, and with it a reader's own list."""
    screen.page.set_viewport_size({"width": 1280, "height": 800})
    screen.open("training?local_authority=Northmarsh")
    screen.page.evaluate("() => { window.isTheSame = true }")
    press = screen.page.locator("button.press").first
    press.focus()
    screen.do(lambda: screen.page.keyboard.press("Enter"))
    theme = press.get_attribute("value")
    for shown in (screen.page.get_by_role("heading", name=re.compile(re.escape(theme[1:]))), screen.names.first,
                  screen.names.nth(1), press):  # fmt: skip
        expect(shown).to_be_in_viewport()
    expect(press).to_be_focused()
    assert screen.page.evaluate("() => window.isTheSame === true"), "the page was loaded again"
    screen.do(lambda: screen.page.keyboard.press("Enter"))
    assert (screen.urns, screen.query, pressed(screen)) == ([], {"local_authority": ["Northmarsh"]}, [])
    other = screen.page.locator("button.press").last
    screen.choose("Local authority", "Tidewell").do(other.click)
    assert pressed(screen) == screen.query["theme"], "a table drawn anew has presses that work"


def test_it_looks_back_with_the_date(screen, sample_served):
    screen.open("training?as_at=2022-03-31")
    then = training.needs(as_at.earlier(sample_served, dt.date(2022, 3, 31)), {})
    for row, theme in zip(rows(screen), then["themes"], strict=True):
        assert row[2:] == (training.in_common(theme, then), count(theme))
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
        expect(screen.page.locator("button.press")).to_have_count(0)
