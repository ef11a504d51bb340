"""The back-test on the real files: inside the 2021 release, and from August 2021 to December 2025 in ten authorities.

Collected only when REAL_RELEASES names a folder that holds the releases. What stands here is what was measured; METHOD
says what it amounts to.
"""

import datetime as dt
import json

import pytest

from pipelines import backtest
from tests import fixtures
from tests.test_backtest import rows_of

AS_AT_2021, _ = fixtures.REAL
INSIDE = (dt.date(2018, 8, 31), dt.date(2019, 8, 31))


@pytest.fixture(scope="module")
def proof(once, real_served):
    """The rows of rates.csv by freeze and label, and the summary, from both releases."""
    freezes = [*INSIDE, AS_AT_2021]
    out = once("real_proof", lambda folder: backtest.backtest(real_served, freezes, folder, draws=300))
    rates = {(row["freeze"], row["label"]): row for row in rows_of(out / "rates.csv")}
    return out, rates, json.loads((out / "summary.json").read_text(encoding="utf-8"))


def verdicts(summary: dict, freeze: dt.date | None) -> set[str]:
    return {one["id"] for one in summary["verdicts"] if one["freeze"] == (freeze and str(freeze))}


def test_inside_the_2021_release_settings_that_came_back_fall_about_twice_as_often(proof):
    _, rates, summary = proof
    for freeze, lift in zip(INSIDE, (2.3, 2.8), strict=True):
        watch, steady = rates[str(freeze), "watch tier"], rates[str(freeze), "steady"]
        assert int(watch["n_not_secure"]) > 60 and int(steady["n_reinspected"]) > 4000
        assert float(watch["rate"]) / float(steady["rate"]) == pytest.approx(lift, abs=0.2)
        assert {"lift_above", "within_above"} <= verdicts(summary, freeze)


def test_to_december_2025_it_cannot_be_told_apart(proof):
    _, rates, summary = proof
    watch, steady = rates[str(AS_AT_2021), "watch tier"], rates[str(AS_AT_2021), "steady"]
    assert float(watch["rate"]) == pytest.approx(0.021, abs=0.005) and int(watch["n_not_secure"]) < 10
    assert float(steady["rate"]) == pytest.approx(0.018, abs=0.003)
    assert {"lift_few", "within_few", "order_alike"} <= verdicts(summary, AS_AT_2021)


def test_settings_of_other_authorities_are_left_out_and_counted(proof):
    _, rates, summary = proof
    last = summary["freezes"][-1]
    assert (last["freeze"], last["n_authorities"]) == (str(AS_AT_2021), 10)
    assert last["n_not_comparable"] > 30_000
    assert int(rates[str(AS_AT_2021), "all secure"]["n_frozen"]) == last["n_secure"] - last["n_not_comparable"]
    assert f"{last['n_not_comparable']:,} settings in authorities" in " ".join(
        one["sentence"] for one in summary["cautions"]
    )


def test_what_the_files_cannot_show_is_said(proof):
    _, _, summary = proof
    told = {one["id"] for one in summary["cautions"]}
    assert told == {"caution_reconstructed", "caution_active", "caution_slots", "caution_comparable", "caution_latest",
                    "caution_censored", "caution_clusters"}  # fmt: skip


def test_more_settings_fall_again_than_chance_would_have_and_most_are_childminders(proof):
    out, _, summary = proof
    assert "null_above" in verdicts(summary, None)
    rows = {(row["counted"], row["provider_type"]): row for row in rows_of(out / "null.csv")}
    assert 100 < int(rows["relapse", "all"]["observed"]) < 200
    assert float(rows["relapse", "Childminder"]["p"]) < 0.025
    assert float(rows["yo-yo", "Childcare on non-domestic premises"]["p"]) > 0.2, "no more nurseries than by chance"
