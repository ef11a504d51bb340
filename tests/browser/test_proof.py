"""Method, the back-test: what it says where none has been run, and every verdict, figure and caution where one has."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from pipelines import backtest
from tests.browser.conftest import PHONE
from tests.browser.test_accessibility import AXE_SCRIPT, overflow, violations
from tests.browser.test_method import cells

FREEZES = (dt.date(2018, 8, 31), dt.date(2022, 12, 31))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SQM_BACKTEST", str(tmp_path / "backtest"))
    return tmp_path / "backtest"


@pytest.fixture
def proven(folder, sample_served) -> dict:
    return backtest.backtest(sample_served, FREEZES, folder, draws=60)


def test_where_none_has_been_run_it_says_so_and_gives_the_command(folder, start, tab, sample_warehouse):
    screen = tab(start(sample_warehouse.folder))
    screen.open("method")
    assert "No back-test has been run on the data shown here" in screen.text
    assert "python -m pipelines backtest --freeze 2017-08-28 2020-08-31" in screen.text


def test_one_of_another_build_is_not_shown(proven, folder, start, tab, sample_warehouse):
    summary = folder / "summary.json"
    summary.write_text(summary.read_text().replace(proven["build_id"], "another"))
    screen = tab(start(sample_warehouse.folder))
    screen.open("method")
    assert "No back-test has been run on the data shown here" in screen.text


def test_verdicts_figures_and_cautions_stand_with_their_denominators(proven, start, tab, sample_warehouse):
    screen = tab(start(sample_warehouse.folder))
    screen.open("method")
    for one in [*proven["verdicts"], *proven["cautions"]]:
        assert " ".join(one["sentence"].split()) in " ".join(screen.text.split())
    assert proven["command"] in screen.text
    assert screen.page.locator("[data-testid=stVegaLiteChart]").count() == 4, "rates twice, volatility, chance"
    shown = cells(screen, "How many times as often the watch tier fell")
    for freeze in proven["freezes"]:
        both = freeze["watch_against_steady"]
        (name,) = [name for name in shown if name.endswith(", all") and freeze["freeze"][:4] in name]
        counts = [f"{both[f'fell{which}']} of {both[f'again{which}']}" for which in ("", "_other")]
        assert shown[name][:2] == counts


@pytest.mark.parametrize("look", [{}, {"viewport": PHONE, "color_scheme": "dark"}], ids=["desk", "phone, dark"])
def test_it_is_accessible_and_fits(proven, start, tab, sample_warehouse, look):
    screen = tab(start(sample_warehouse.folder), **look)
    screen.open("method")
    for summary in screen.page.locator("summary").all():
        summary.click()
    expect(screen.page.get_by_text("window_years").first).to_be_visible()
    screen.page.evaluate(AXE_SCRIPT)
    assert violations(screen.page) == []
    assert overflow(screen.page) == []
