"""Method, the back-test: what it says where none has been run, and every verdict, figure and caution where one has."""

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from pipelines import backtest
from tests.browser.conftest import PHONE
from tests.browser.server import App
from tests.browser.test_accessibility import AXE_SCRIPT, overflow, violations
from tests.browser.test_method import cells

FREEZES = (dt.date(2018, 8, 31), dt.date(2022, 12, 31))


@pytest.fixture(scope="module")
def made(sample_served, tmp_path_factory) -> tuple[Path, dict]:
    """A back-test of the sample, in a folder of its own, and its summary. Not to be changed."""
    folder = tmp_path_factory.mktemp("proof") / "backtest"
    return folder, backtest.backtest(sample_served, FREEZES, folder, draws=60)


@pytest.fixture(scope="module")
def proven(made) -> dict:
    return made[1]


@pytest.fixture(scope="module")
def proving(made, sample_warehouse) -> Iterator[App]:
    """The app over that back-test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SQM_BACKTEST", str(made[0]))
        with App(sample_warehouse.folder) as running:
            yield running


def test_where_none_has_been_run_it_says_so_and_gives_the_command(start, tab, sample_warehouse, tmp_path, monkeypatch):
    monkeypatch.setenv("SQM_BACKTEST", str(tmp_path / "backtest"))
    screen = tab(start(sample_warehouse.folder))
    screen.open("method")
    assert "No back-test has been run on the data shown here" in screen.text
    assert "python -m pipelines backtest --freeze 2017-08-28 2020-08-31" in screen.text


def test_one_of_another_build_is_not_shown(made, proven, start, tab, sample_warehouse, tmp_path, monkeypatch):
    monkeypatch.setenv("SQM_BACKTEST", str(shutil.copytree(made[0], tmp_path / "backtest")))
    summary = tmp_path / "backtest" / "summary.json"
    summary.write_text(summary.read_text().replace(proven["build_id"], "another"))
    screen = tab(start(sample_warehouse.folder))
    screen.open("method")
    assert "No back-test has been run on the data shown here" in screen.text


def test_verdicts_figures_and_cautions_stand_with_their_denominators(proven, proving, tab):
    screen = tab(proving)
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


def test_a_percentage_is_never_printed_without_what_it_is_of(made, proven, proving, tab):
    """In the tables, and the same in a sentence as in the chart beside it."""
    screen = tab(proving)
    screen.open("method")
    screen.unfold()
    expect(screen.page.get_by_text("window_years").first).to_be_visible()
    of = r"[\d,]+ of [\d,]+"
    whole = re.compile(rf"–|refused: .*|{of}|(under |over )?[\d.]+% (of [\d,]+|\({of}\))")
    for caption, places in (
        ("How often settings fell again", [4]), ("How well each order tells", [4, 5]),
        ("One inspection left out at a time", [1, 2]), ("Each parameter halved and doubled", [1, 2]),
    ):  # fmt: skip
        rows = cells(screen, caption)
        assert rows and all(whole.fullmatch(row[place]) for row in rows.values() for place in places), rows


@pytest.mark.parametrize("look", [{}, {"viewport": PHONE, "color_scheme": "dark"}], ids=["desk", "phone, dark"])
def test_it_is_accessible_and_fits(proving, tab, look):
    screen = tab(proving, **look)
    screen.open("method")
    screen.unfold()
    expect(screen.page.get_by_text("window_years").first).to_be_visible()
    screen.page.evaluate(AXE_SCRIPT)
    assert violations(screen.page) == []
    assert overflow(screen.page) == []
