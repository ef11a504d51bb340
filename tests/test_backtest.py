"""The back-test: its figures on tables small enough to count by hand, its rules, and the verb from end to end."""

import csv
import datetime as dt
import json
import math
import shutil
from statistics import NormalDist

import numpy as np
import pytest

from pipelines import backtest, comparison, declared, domain, errors, paths, reads
from pipelines.backtest import clusters, figures, freeze, null, rank, rates, verdict, write
from tests import fixtures, worlds
from tests.faults import proof
from tests.faults.scenarios import Trial

BOTH = (dt.date(2018, 8, 31), dt.date(2022, 12, 31))
COLUMNS = ["freeze", "label", "n_frozen", "n_reinspected", "n_not_secure", "rate", "low", "high"]


# --- figures counted by hand ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_wilson_intervals_are_the_published_ones(count, of, low, high):
    """The last is the worked case of Newcombe (1998), 0.2553 to 0.3662."""
    assert comparison.wilson(count, of) == pytest.approx((low, high), abs=5e-5)


def test_nothing_inspected_again_is_no_rate():
    nobody = {name: np.zeros(3, dtype=bool) for name in ("is_reinspected", "is_not_secure", "is_relapse", "has_left")}
    row = rates.counted(nobody, np.ones(3, dtype=bool))
    assert (row["n_frozen"], row["n_reinspected"]) == (3, 0)
    assert all(math.isnan(row[name]) for name in ("rate", "low", "high", "relapse_rate"))


def auc_of(score: list, fell: list, places: list) -> float:
    fell, places = np.array(fell, dtype=bool), np.array(places)
    count = places.max() + 1
    right = rank.pairs(np.array(score, dtype=float), fell, places, count)
    one = np.ones((1, count))
    sums = [clusters.totals(places, count, chosen) for chosen in (fell, ~fell)]
    value, drawn = rank.auc(right, *sums, one)
    assert drawn[0] == pytest.approx(value), "drawing every authority once changes nothing"
    return value


@pytest.mark.parametrize(
    ("score", "fell", "expected"),
    [
        ([4, 3, 2, 1], [1, 1, 0, 0], 1.0),
        ([1, 2, 3, 4], [1, 1, 0, 0], 0.0),
        ([1, 1, 1, 1], [1, 0, 1, 0], 0.5),
        ([3, 2, 2, 1], [1, 1, 0, 0], 0.875),  # pairs: 1, 1, half, 1 of four
    ],
)
def test_auc_is_the_share_of_pairs_told_right(score, fell, expected):
    assert auc_of(score, fell, [0, 0, 0, 0]) == pytest.approx(expected)
    assert auc_of(score, fell, [0, 1, 1, 0]) == pytest.approx(expected), "whatever authority they are in"


def test_auc_under_a_draw_is_the_auc_of_the_settings_drawn():
    draw = np.random.default_rng(5)
    score, fell, places = draw.integers(0, 6, 60).astype(float), draw.random(60) < 0.3, draw.integers(0, 4, 60)
    weights = np.array([[2, 0, 1, 1]], dtype=float)
    right = rank.pairs(score, fell, places, 4)
    _, drawn = rank.auc(right, clusters.totals(places, 4, fell), clusters.totals(places, 4, ~fell), weights)
    again = np.repeat(np.arange(60), weights[0].astype(int)[places])
    pairs = [
        1.0 if score[one] > score[other] else 0.5 if score[one] == score[other] else 0.0
        for one in again if fell[one] for other in again if not fell[other]
    ]  # fmt: skip
    assert drawn[0] == pytest.approx(sum(pairs) / len(pairs))


def test_the_top_share_is_taken_within_each_authority_and_ties_share_what_is_left():
    score = np.array([9.0, 5, 5, 5, 1, 7, 3])
    places = np.array([0, 0, 0, 0, 0, 1, 1])
    inside = rank.top_share(score, places, 0.4)
    assert inside == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3, 0, 1, 0]), "two of five, one of two"


def test_capture_and_precision_count_those_in_the_top():
    people = {
        "is_reinspected": np.array([1, 1, 1, 1, 0], dtype=bool), "is_not_secure": np.array([1, 0, 0, 1, 0], dtype=bool),
        **{column: np.array([5.0, 4, 3, 2, 6]) for column in rank.RANKERS.values()},
    }  # fmt: skip
    row = rank.ranking(people, np.zeros(5, dtype=int), np.ones((1, 1)))[0]
    assert (row["capture_20"], row["precision_20"]) == (0, pytest.approx(math.nan, nan_ok=True)), "one, not seen again"
    people |= {"priority": np.array([7.0, 4, 3, 2, 6])}
    row = rank.ranking(people, np.zeros(5, dtype=int), np.ones((1, 1)))[0]
    assert (row["capture_20"], row["precision_20"], row["again_20"]) == (0.5, 1.0, 1)


def test_the_lift_is_one_rate_over_the_other_and_mantel_haenszel_over_strata():
    drawn = clusters.weights(6, 200, np.random.default_rng(1))
    parts = [np.full((1, 6), count, dtype=float) for count in (5, 50, 10, 200)]
    one = clusters.lift(*parts, drawn)
    assert one == pytest.approx((2.0, 2.0, 2.0)), "every authority alike: no spread"
    low = [np.array([[2.0] * 6, [30.0] * 6]), np.array([[20.0] * 6, [60.0] * 6]),
           np.array([[4.0] * 6, [5.0] * 6]), np.array([[80.0] * 6, [20.0] * 6])]  # fmt: skip
    # (2·80/100 + 30·20/80) / (4·20/100 + 5·60/80)
    assert clusters.lift(*low, drawn).value == pytest.approx((1.6 + 7.5) / (0.8 + 3.75))


def test_few_falls_or_few_authorities_give_no_interval():
    some = [np.full((1, 6), count, dtype=float) for count in (1, 50, 10, 200)]
    assert not clusters.lift(*some, np.ones((3, 6))).is_known
    many = [np.full((1, 3), count, dtype=float) for count in (20, 50, 10, 200)]
    assert not clusters.lift(*many, np.ones((3, 3))).is_known


@pytest.mark.parametrize(("authorities", "t"), [(5, 2.776), (10, 2.262), (30, 2.045), (150, 1.976)])
def test_intervals_widen_for_few_authorities_by_the_t_distribution(authorities, t):
    wanted = NormalDist().cdf(-t * math.sqrt(authorities / (authorities - 1)))
    assert clusters.tail_share(authorities) == pytest.approx(wanted, rel=0.05)


def test_a_deal_keeps_every_outcome_within_its_group():
    groups = np.array([0, 1, 0, 1, 1, 2, 0])
    places = null.dealt(groups, np.random.default_rng(3))
    assert sorted(places) == list(range(7)) and (groups[places] == groups).all()


def test_the_deals_of_a_table_of_two_by_two_are_hypergeometric():
    """Of 10 steps 4 came after a dip and 3 fell: by chance 1.2 of the falls are theirs."""
    steps = {
        "had_dip": np.arange(10) < 4, "had_solid_dip": np.arange(10) < 4,
        "is_fall": np.isin(np.arange(10), (0, 1, 9)), "is_solid_fall": np.isin(np.arange(10), (0, 9)),
    }  # fmt: skip
    kinds, draw = np.zeros(10, dtype=int), np.random.default_rng(4)
    assert null.observed(steps, kinds, np.arange(10)).tolist() == [[2], [1]]
    deals = [null.observed(steps, kinds, null.dealt(kinds, draw))[0, 0] for _ in range(4000)]
    assert np.mean(deals) == pytest.approx(1.2, abs=0.04)
    assert np.mean(np.array(deals) >= 2) == pytest.approx(1 / 3, abs=0.03)  # (6·6 + 4) / 120


def test_p_values_count_the_deal_that_was_seen():
    assert null.row(3, np.array([0, 1, 2, 3]))["p"] == pytest.approx(2 / 5)
    assert null.row(3, np.array([0, 1, 2, 3]))["p_fewer"] == 1.0


# --- verdicts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "outcome"),
    [(1.1, 2.0, "above"), (0.9, 2.0, "alike"), (0.2, 0.9, "below"), (math.nan, math.nan, "few"), (1.0, 2.0, "alike")],
)
def test_a_verdict_follows_from_where_the_interval_lies(low, high, outcome):
    assert verdict.outcome(low, high, 1) == outcome


def test_every_verdict_has_its_row_and_says_what_it_must():
    told = {row["id"]: row["sentence"] for row in declared.rows("verdicts")}
    for about in ("lift", "within", "type", "order", "baseline", "null"):
        assert {f"{about}_{outcome}" for outcome in ("above", "alike", "below", "few")} <= set(told)
    for about in ("lift", "within", "type", "order"):
        assert "better than chance" in told[f"{about}_above"]
        assert "not distinguishable from chance" in told[f"{about}_alike"]
    for outcome, words in (("above", "better than {baseline} alone"), ("below", "worse than {baseline} alone"),
                           ("alike", "no better than {baseline} alone")):  # fmt: skip
        assert words in told[f"baseline_{outcome}"]
    for about in ("lift", "within", "type", "order", "baseline", "null"):
        assert "oo few to say" in told[f"{about}_few"]


def test_no_outcome_is_said_without_its_denominator_and_dates():
    for row in declared.rows("verdicts"):
        if row["about"] == "lift":
            assert all(f"{{{name}}}" in row["sentence"] for name in ("freeze", "until", "again", "again_other"))
        if row["about"] in ("type", "order"):
            assert "{again}" in row["sentence"]


@pytest.mark.parametrize(
    ("seen", "p", "p_fewer", "wanted"),
    [
        (30, 0.001, 1.0, "null_above"),
        (30, 0.4, 0.6, "null_alike"),
        (30, 1.0, 0.001, "null_below"),
        (3, 0.001, 1.0, "null_few"),
    ],
)
def test_the_verdict_on_chance_goes_by_its_p_value(seen, p, p_fewer, wanted):
    row = {"counted": "relapse", "observed": seen, "mean": seen / 2, "low": 1.0, "high": 2.0, "p": p,
           "p_fewer": p_fewer, "steps_after_a_dip": 200}  # fmt: skip
    assert verdict.of_null(row)["id"] == wanted


# --- invented worlds --------------------------------------------------------------------------------


def test_a_planted_trait_is_found_and_none_where_there_is_none(tmp_path):
    """Five seeds of each world; `make soak` tries a hundred."""
    trial = Trial(2026, False, tmp_path)
    proof.proof(trial)
    assert trial.wrong == [] and len(trial.figures) == 3, trial.figures


def test_one_seed_gives_one_answer_and_another_seed_another():
    con = worlds.world(1, True, settings=1500)
    runs = [backtest.measured(con, [worlds.FREEZE], None, figures.Chance(seed, 50)) for seed in (7, 7, 8)]
    con.close()
    told = [write.as_csv(tables["ranking"]) + write.as_csv(tables["null"]) for _, tables in runs]
    assert told[0] == told[1] != told[2]
    assert runs[0][1]["rates"] == runs[2][1]["rates"], "rates draw nothing"


@pytest.fixture(scope="module")
def little():
    """Five settings frozen at one date: what came next is inside the horizon, outside it, or nothing."""
    con = worlds.world(0, False, settings=5, authorities=1)
    con.execute("DELETE FROM served.mart.history")
    con.execute("UPDATE served.mart.provider SET registered_on = DATE '2010-01-01', has_left = urn = 'S0000004'")
    con.execute("UPDATE served.staging.appearance SET release_ids = range(1, 18)")
    rows = [
        ("S0000000", ["2012-01-01 2", "2016-01-01 3", "2017-01-01 2", "2023-01-01 3"]),  # bounced once, falls: relapse
        ("S0000001", ["2012-01-01 2", "2016-01-01 2", "2025-10-01 3"]),  # steady, falls after the horizon
        ("S0000002", ["2012-01-01 2", "2016-01-01 2", "2021-08-01 3"]),  # inspected before the freeze, printed after
        ("S0000003", ["2016-01-01 3"]),  # not Secure at the freeze
        ("S0000004", ["2012-01-01 2", "2016-01-01 2"]),  # has left since, never inspected again
    ]
    for urn, visits in rows:
        for position, visit in enumerate(visits, 1):
            day, grade = visit.split()
            con.execute(
                "INSERT INTO served.mart.history BY NAME SELECT $urn AS urn, $position AS position, 'four-point' AS "
                "family, $day::DATE AS inspected_on, true AS is_scored, 'four-point' AS scale, CASE WHEN $grade = 2 "
                "THEN 'good' ELSE 'requires improvement' END AS grade, CASE WHEN $grade = 2 THEN 'secure' ELSE 'below' "
                "END AS band, $grade AS worst_rank, false AS is_satisfactory, '' AS words_in_history, "
                "(SELECT min(release_id) FROM served.staging.release WHERE as_at >= $day::DATE) "
                "+ ($day = '2021-08-01')::INTEGER AS first_release_id",
                {"urn": urn, "position": position, "day": day, "grade": int(grade)},
            )
    worlds.frozen(con)
    yield con
    con.close()


def rates_of(con, horizon: int | None) -> dict[str, dict]:
    freeze.outcome(con, horizon)
    return {row["label"]: row for row in rates.by_label(rates.population(con, worlds.FREEZE))}


def test_labels_are_those_known_then(little):
    found = dict(little.execute("SELECT urn, label FROM frozen").fetchall())
    assert found == {
        "S0000000": "bounced once", "S0000001": "steady", "S0000002": "steady", "S0000003": "below",
        "S0000004": "steady",
    }  # fmt: skip


def test_the_headline_population_is_those_secure_and_leavers_are_kept(little):
    found = rates_of(little, None)
    assert (found["all secure"]["n_frozen"], found["steady"]["n_frozen"], found["steady"]["n_left"]) == (4, 3, 1)
    assert found["steady"]["n_reinspected"] == 2, "one known later though dated before, one in 2025"
    assert found["watch tier"] == {**found["bounced once"], "label": "watch tier"}
    assert (found["bounced once"]["n_not_secure"], found["bounced once"]["n_relapse"]) == (1, 1)
    assert found["steady"]["n_relapse"] == 0, "a first fall is no relapse"


def test_not_inspected_within_the_horizon_is_censored_and_no_survivor(little):
    found = rates_of(little, 24)
    assert (found["steady"]["n_frozen"], found["steady"]["n_reinspected"], found["steady"]["rate"]) == (3, 1, 1.0)
    assert rates_of(little, 12)["bounced once"]["n_reinspected"] == 0


def test_a_freeze_as_late_as_the_newest_release_is_refused(little):
    with pytest.raises(errors.NothingLater, match="2025-12-31"):
        freeze.check(little, [worlds.FREEZE, worlds.NEWEST])


# --- the verb ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written(sample_served, tmp_path_factory):
    out = tmp_path_factory.mktemp("backtest")
    summary = backtest.backtest(sample_served, BOTH, out, draws=60)
    return out, summary


def rows_of(path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_the_rates_add_up_and_begin_with_the_agreed_columns(written):
    out, _ = written
    rows = rows_of(out / "rates.csv")
    assert list(rows[0])[:8] == COLUMNS
    for day in map(str, BOTH):
        mine = {row["label"]: row for row in rows if row["freeze"] == day}
        labels = [row for name, row in mine.items() if name not in ("watch tier", "all secure")]
        for count in COLUMNS[2:5]:
            assert sum(int(row[count]) for row in labels) == int(mine["all secure"][count])
    for row in rows:
        assert int(row["n_frozen"]) >= int(row["n_reinspected"]) >= int(row["n_not_secure"])
        if int(row["n_reinspected"]):
            assert float(row["rate"]) == pytest.approx(int(row["n_not_secure"]) / int(row["n_reinspected"]), rel=1e-5)
            assert float(row["low"]) <= float(row["rate"]) <= float(row["high"])
        else:
            assert row["rate"] == row["low"] == row["high"] == ""


def test_every_table_and_the_summary_are_written(written, sample_served):
    out, summary = written
    assert {path.name for path in out.iterdir()} == {f"{name}.csv" for name in write.TABLES} | {"summary.json"}
    kept = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert kept == json.loads(json.dumps(summary))
    assert kept["build_id"] == sample_served.pointer["build_id"] and kept["is_sample"]
    assert [one["freeze"] for one in kept["freezes"]] == [str(day) for day in BOTH]
    assert [one["is_reconstructed"] for one in kept["freezes"]] == [True, False]
    assert kept["parameters"] == declared.parameters()
    assert kept["command"].startswith("python -m pipelines backtest --freeze 2018-08-31 2022-12-31")
    assert {one["id"] for one in kept["cautions"]} >= {"caution_reconstructed", "caution_active", "caution_censored"}


def test_refused_parameters_are_reported_and_the_others_tried(written):
    out, _ = written
    rows = {(row["parameter"], row["change"]): row for row in rows_of(out / "sensitivity.csv")}
    assert len(rows) == 2 * 10
    assert rows["crossing_factor", "halved"]["outcome"].startswith("refused: it must be at least 1")
    assert rows["relapse_factor", "doubled"]["outcome"] == "tried"
    assert all(0 <= float(row["mean_kept_share"]) <= 1 for row in rows.values() if row["outcome"] == "tried")


def test_leaving_out_the_inspection_a_label_rests_on_changes_it(written):
    out, _ = written
    rows = {(row["label"], row["dropped"]): row for row in rows_of(out / "stability.csv")}
    assert float(rows["declining", "latest"]["label_changed_share"]) == 1
    assert float(rows["bounced once", "latest"]["tier_changed_share"]) == 1
    assert float(rows["serious concern", "earlier"]["label_changed_share"]) == 0


def told_then(served) -> dict[str, tuple]:
    names = ("label", "tier", "band", "volatility", "scored_count", "inspected_on")
    rows = fixtures.listing(served)
    return {urn: tuple(row[name] for name in names) for urn, row in rows.items() if row["is_in_scope"]}


@pytest.mark.parametrize("day", BOTH)
def test_frozen_labels_are_those_of_a_build_of_then(sample_folder, sample_served, tmp_path, day):
    """From the newest build they are what is built from the releases of then alone; before any, as `--as-at` has it."""
    raw = shutil.copytree(sample_folder, tmp_path / "raw")
    before = [path for path in raw.glob("SAMPLE*.csv") if (domain.as_at_in(path.name) or day) <= day]
    for path in raw.glob("SAMPLE*.csv"):
        if before and path not in before:
            path.unlink()
    wanted = told_then(fixtures.built(raw, tmp_path / "warehouse", **({} if before else {"asked": day})))
    con = freeze.opened(sample_served.path)
    freeze.frozen(con, sample_served, [day])
    rows = con.execute("SELECT urn, label, tier, band, volatility, scored_count, inspected_on FROM frozen").fetchall()
    con.close()
    assert len(wanted) > 500 and {urn: tuple(row) for urn, *row in rows} == wanted


def test_a_freeze_at_which_little_or_nothing_was_known_is_no_fault(sample_served, tmp_path):
    early = (dt.date(1990, 1, 1), dt.date(2009, 6, 30))
    summary = backtest.backtest(sample_served, early, tmp_path, draws=20)
    assert summary["freezes"][0]["n_compared"] == 0
    assert "above" not in {one["outcome"] for one in summary["verdicts"] if one["freeze"]}
    rows = rows_of(tmp_path / "rates.csv")
    assert {row["label"] for row in rows if row["freeze"] == "1990-01-01"} == {"watch tier", "all secure"}


def test_a_share_in_a_verdict_stands_behind_its_counts_as_every_share_does():
    """No decimals under 100 cases, one above, and none of too few."""
    values = {"name": "Childminder", "value": 2.0, "low": 1.1, "high": 3.0}
    small = {"again": 32, "fell": 5, "rate": 5 / 32, "again_other": 991, "fell_other": 74, "rate_other": 74 / 991}
    said = verdict.sentence("type_above", {**values, **small})["sentence"]
    assert said.startswith("Childminder: 5 of 32 (16%) in the watch tier fell, 74 of 991 (7.5%) steady ones, 2.0 times")
    said = verdict.sentence("type_above", {**values, **small, "again": 29})["sentence"]
    assert said.startswith("Childminder: 5 of 29 in the watch tier fell, 74 of 991 (7.5%) steady ones")


def test_the_verb_writes_and_says_its_verdicts(sample_warehouse, tmp_path):
    done = fixtures.cli("backtest", "--warehouse", sample_warehouse.folder, "--freeze", "2022-12-31", "--horizon", "36",
                        "--draws", "40", "--seed", "3", "--out", tmp_path / "out")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Frozen at 31 December 2022, next inspections up to 31 December 2025" in done.stdout
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert (summary["horizon_months"], summary["seed"], summary["draws"]) == (36, 3, 40)
    assert "--horizon 36 --seed 3 --draws 40" in summary["command"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--freeze", "2026-06-30"), 32, "Nothing later than 2026-06-30 is loaded"),
        (("--freeze", "soon"), 2, "is not a date"),
        (("--freeze", "2022-12-31", "--horizon", "0"), 2, "whole number"),
        (("--freeze", "2022-12-31", "--draws", "39"), 2, "from 40"),
    ],
)
def test_what_cannot_be_done_is_said(sample_warehouse, tmp_path, arguments, code, said):
    done = fixtures.cli("backtest", "--warehouse", sample_warehouse.folder, "--out", tmp_path, *arguments)
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (code, True, False), done.stderr


def test_without_dates_it_freezes_at_the_first_release_and_three_years_before(sample_warehouse, tmp_path):
    own = tmp_path / "warehouse"
    shutil.copytree(sample_warehouse.folder, own)
    first = fixtures.cli("backtest", "--warehouse", own, "--draws", "40", "--unless-done")
    assert first.returncode == 0, first.stderr
    summary = json.loads((own / "backtest" / "summary.json").read_text(encoding="utf-8"))
    assert [one["freeze"] for one in summary["freezes"]] == ["2017-08-28", "2020-08-31"]
    again = fixtures.cli("backtest", "--warehouse", own, "--draws", "40", "--unless-done")
    assert (again.returncode, again.stdout) == (0, "") and "of this build already" in again.stderr


def test_a_folder_that_cannot_be_written_is_said(sample_warehouse, tmp_path):
    (tmp_path / "file").write_text("here")
    done = fixtures.cli("backtest", "--warehouse", sample_warehouse.folder, "--freeze", "2022-12-31", "--draws", "40",
                        "--out", tmp_path / "file" / "out")  # fmt: skip
    assert done.returncode == 9, done.stderr


def test_a_build_is_not_changed_by_a_back_test(sample_warehouse, sample_served, tmp_path):
    copied = paths.Warehouse(tmp_path / "warehouse")
    shutil.copytree(sample_warehouse.folder, copied.folder)
    before = {path: path.read_bytes() for path in copied.folder.rglob("*") if path.is_file()}
    served = reads.serve(copied)
    backtest.backtest(served, BOTH[1:], tmp_path / "out", draws=20)
    served.con.close()
    assert {path: path.read_bytes() for path in copied.folder.rglob("*") if path.is_file()} == before
