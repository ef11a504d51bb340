"""Percentages read alike everywhere: decimals by the number of cases, plain ends, no share of a few."""

import re

import pytest

from pages.parts import compare, comparing, mixes, proving, tables, words
from pipelines import comparison, paths, sentences, shares
from pipelines.panel import cells

SOURCES = [*paths.PACKAGE.rglob("*.py"), *(paths.PROJECT / "pages").rglob("*.py")]


@pytest.mark.parametrize(
    ("share", "of", "said"),
    [
        (1 / 3, 99, "33%"), (1 / 3, 100, "33.3%"), (0.07, 10_000, "7.0%"),
        (0, 5, "0%"), (0, 5_000, "0%"), (1, 5, "100%"), (1, 5_000, "100%"),
        (1 / 5_000, 5_000, "under 0.1%"), (4_999 / 5_000, 5_000, "over 99.9%"), (0.004, 50, "under 1%"),
        (0.0005001, 5_000, "0.1%"), (0.999, 5_000, "99.9%"),
    ],
)  # fmt: skip
def test_a_percentage_has_no_decimals_under_a_hundred_cases_and_plain_ends(share, of, said):
    assert shares.percent(share, of) == said


def test_an_interval_goes_by_the_same_rule():
    assert shares.between(0.0341, 0.0942, 245) == "3.4% to 9.4%"
    assert shares.between(0.0, 0.1, 40) == "0% to 10%"
    assert shares.between(0.0, 1.0, 400) == "0% to 100%"


def test_no_share_of_fewer_settings_than_the_parameter_says_and_none_beside_a_count_of_none():
    few = comparison.few_settings()
    assert shares.of_settings(1, few - 1) == "" and shares.of_settings(3, few) == "10%"
    assert shares.out_of(1, few - 1) == f"1 of {few - 1}"
    assert shares.out_of(14, 245) == "5.7% (14 of 245)"
    assert shares.out_of(0, 245) == "0 of 245"
    assert (cells.out_of(0, 245), cells.out_of(14, 245)) == ("0 of 245 settings", "14 of 245 settings (5.7%)")
    assert cells.out_of(2, few - 1) == f"2 of {few - 1} settings"
    assert proving.counted({"n_not_secure": 2, "n_reinspected": 12}) == "2 of 12"
    assert proving.rate({"n_not_secure": 2, "n_reinspected": 12}) == "–"
    assert comparing.part({"count": 2, "settings": 12, "measure": "watch"}) == "2 of 12 in watch"
    assert mixes._part(0, 245) == "0" and mixes._part(245, 245) == '245 <span class="share">(100%)</span>'


@pytest.mark.parametrize(("settings", "is_few"), [(12, True), (245, False)])
def test_a_tier_nobody_is_in_is_a_plain_nought(settings, is_few):
    row = {"intensive": 0, "intensive_share": 0.0, "settings": settings, "is_few": is_few}
    assert compare._count(row, "intensive", 0.1) == '<span class="count">0</span>'


def scored(volatility: float | None, decline: float | None, below: float = 0.0, of: int = 259) -> dict:
    """As much of a listed setting as its scores need."""
    return {
        "volatility": volatility, "decline": decline, "peer_count": of, "volatility_share_below": below,
        "decline_share_below": 0.0 if decline == 0 else below,
    }  # fmt: skip


def test_a_score_has_its_share_and_a_score_of_nothing_is_words():
    assert tables.score(scored(38.4, 33.1, 252 / 259), "volatility") == "38 (97.3%)"
    assert tables.score(scored(38.4, 0.0, 252 / 259), "decline") == "no decline"
    assert tables.score(scored(0.0, 0.0), "volatility") == "never moved"
    assert tables.score(scored(None, None), "decline") == "not scored"
    assert tables.score(scored(38.4, 33.1, 20 / 29, of=29), "volatility") == "38", "no share of fewer than 30"
    assert tables.score(scored(0.3, 0.3, 10 / 40, of=40), "decline") == "under 1 (25%)", "a little is not nothing"


SUMS = {"weights": 1.2, "pull": 1, "most": 6}


def test_the_setting_page_says_in_words_that_nothing_went_down():
    told = sentences.formula_words(scored(10.0, 0.0, 0.84), SUMS)
    assert told.endswith("84.2% have a lower volatility. No step went down, so its decline score is 0.")
    assert "have a lower" not in sentences.formula_words(scored(10.0, 5.0, 0.84, of=29), SUMS)
    both = sentences.formula_words(scored(10.0, 5.0, 0.84), SUMS)
    assert both.endswith("84.2% have a lower volatility and 84.2% have a lower decline score.")


def test_a_score_without_its_share_says_why():
    few, gone = scored(10.0, 5.0, 0.84, of=29), {**scored(10.0, 5.0, None), "peer_count": None}
    whole, still = scored(10.0, 5.0, 0.84), scored(0.0, 0.0, 0.0, of=29)
    assert words.bare_scores([whole, still]) == "", "a share stands beside it, or words in its place"
    assert words.bare_scores([few]) == " A score without brackets: fewer than 30 scored settings are of its type."
    told = words.bare_scores([few, gone, few])
    assert told.count("fewer than 30") == 1 and ", or a setting that is not on the Early Years Register now" in told
    assert sentences.formula_words(gone, SUMS).endswith("compared with no others.")


def test_nobody_prints_a_percentage_in_another_way():
    """Made by a format of its own, outside the one module; widths of bars are no percentages."""
    found = [
        (path.name, line.strip())
        for path in SOURCES
        if path.name != "shares.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r":\.\d%\}|\.\df\}%|:\.\{", line) and not re.search(r"width:", line)
    ]
    assert found == []
