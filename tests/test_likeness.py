"""The sentence about settings like one: which group it quotes, what it puts beside it, and when it says nothing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import comparison, declared, domain, errors, explain, export, likeness
from tests import fixtures

STATE = {"band": "secure", "grade": "Good", "label": "bounced once", "evidence": "some", "provider_type": "Childminder"}
ALL = dict.fromkeys((*likeness.PARTS, "era"), "all")


def group(again: int, below: int, **parts: str) -> dict:
    """A row of the table, with a posterior near its share; the share as counted is far off, and must not be told."""
    rate = (below + 0.5) / (again + 1)
    half = 1.96 * (rate * (1 - rate) / (again + 2)) ** 0.5
    return {
        **ALL, **parts, "next_count": again, "below_count": below, "below_share": 0.777, "estimate": rate,
        "low": max(rate - half, 0), "high": min(rate + half, 1), "waiting_count": 0,
    }  # fmt: skip


def ladder(*counts: tuple[int, int]) -> list[dict]:
    """The groups a setting in STATE is in, the widest first, with the counts given."""
    own = likeness.parts(STATE)
    return [group(*count, **{part: own[part] for part in likeness.PARTS[:depth]}) for depth, count in enumerate(counts)]


STAYED = group(10_828, 116, band="secure", course="stayed", grade="Good", provider_group="childminders", label="steady",
               evidence="thin")  # fmt: skip
COUNTS = [(60_000, 5_000), (50_000, 3_000), (6_000, 150), (5_020, 121), (2_762, 86), (500, 10), (200, 5)]


def test_the_narrowest_group_of_thirty_is_quoted_with_the_group_to_compare():
    assert likeness.sentence(STATE, [*ladder(*COUNTS), STAYED], "{} in England") == (
        "Of 200 childminders in England that had fallen below Good once and just come back to Good like this one, with "
        "three or four graded inspections by then, 5 were below Good at the next graded inspection: an estimated rate "
        "of 2.7% (0.5–5.0%). It describes a group, not this setting. A low rate is no reassurance: for many the next "
        "inspection is the latest one known, and few settings are below Good at that."
    )  # those that stayed have fewer inspections than these, so there is no fair comparison


THEN = "below Good at the next graded inspection"
RATE = f"{THEN}: an estimated rate of"
BESIDE = "Among those that had stayed Good or better (now Good), it was 116 of 10,828 (1.1%)."
WIDER = "with exactly its type, label and amount of history"


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([*COUNTS[:6], (29, 1)], "500 childminders in England that had fallen below Good once and just come back to "
         f"Good like this one, 10 were {RATE} 2.1% (0.8–3.3%). {BESIDE} This is a wider group: only 29 settings "
         f"{WIDER} have been graded again."),
        ([*COUNTS[:5], (0, 0), (0, 0)], f"2,762 childminders in England that had come back to Good like this one, 86 "
         f"were {RATE} 3.1% (2.5–3.8%). {BESIDE} This is a wider group: no setting {WIDER} has been graded "
         "again."),
        (COUNTS[:4], f"5,020 settings in England that had come back to Good like this one, 121 were {RATE} 2.4% "
         f"(2.0–2.8%). {BESIDE} This is"),
        (COUNTS[:3], f"6,000 settings in England that had come back to Good or better like this one, 150 were "
         f"{THEN}"),
        (COUNTS[:2], f"50,000 settings in England that were Good or better like this one, 3,000 were {THEN}"),
        (COUNTS[:1], f"60,000 settings in England graded twice or more, 5,000 were {THEN}"),
        ([(40, 0)], f"40 settings in England graded twice or more, none were {RATE} 1% (0–5%). This is"),
        ([(40, 1)], f"40 settings in England graded twice or more, 1 was {RATE} 4% (0–9%). This is"),
        ([(29, 2)], f"29 settings in England graded twice or more, 2 were {THEN}, too few for a rate. This is"),
    ],
)  # fmt: skip
def test_a_group_too_small_gives_way_to_the_wider_one(counts, said):
    told = likeness.sentence(STATE, [*ladder(*counts), STAYED], "{} in England")
    assert told.startswith(f"Of {said}")
    assert told.endswith(f" {likeness.CAUTION}")


@given(st.integers(1, 20_000).flatmap(lambda of: st.tuples(st.just(of), st.integers(0, of))))
def test_a_rate_that_is_printed_lies_in_the_interval_printed_beside_it(counts):
    again, below = counts
    told = likeness.sentence(STATE, [group(again, below)], "{} in England")
    figures = [float(one) for one in re.findall(r"([\d.]+)%", told)]
    if again < comparison.few_settings():
        assert figures == [] and "too few for a rate" in told
        return
    rate, high = figures
    low = float(re.search(r"\(([\d.]+)–", told)[1])
    how_many = f"{below:,}" if below else "none"
    assert told.startswith(f"Of {again:,} settings in England graded twice or more, {how_many} w")
    assert low <= rate <= high and low < high


@pytest.mark.parametrize("groups", [[], ladder((0, 0))])
def test_where_nothing_was_graded_twice_that_is_said(groups):
    assert likeness.sentence(STATE, groups, "{}") == f"{likeness.NOTHING_SEEN} {likeness.CAUTION}"


def test_a_report_card_is_never_given_a_grade():
    state = {**STATE, "grade": "report card", "label": "recovering", "evidence": "thin"}
    own = likeness.parts(state)
    told = likeness.sentence(state, [group(120, 6, **own)], "{}")
    assert "that had risen from below Good to Secure on a report card like this one" in told
    for band, course in (("secure", "stayed"), ("below", "fell"), ("serious", "serious")):
        words = likeness.words(group(1, 0, band=band, course=course, grade="report card"))
        assert "on a report card" in words and not re.search("Outstanding|Inadequate|Requires", words)


def test_words_are_declared_for_every_label_and_course():
    pairs = {(row["label"], row["is_secure"]) for row in declared.rows("likeness")}
    assert {label for label, _ in pairs} == set(domain.LABELS) - set(domain.BEYOND_SCOPE)
    assert len(pairs) == len(declared.rows("likeness"))
    courses = {(row["course"], row["is_secure"]): row for row in declared.rows("courses")}
    assert {(row["course"], row["is_secure"]) for row in declared.rows("likeness")} == set(courses)
    for row in courses.values():
        other = "yes" if row["compare_band"] == "secure" else "no"
        assert not row["compare_course"] or (row["compare_course"], other) in courses
    assert all(row["provider_group"] for row in declared.rows("provider_types"))


def test_every_setting_in_scope_of_the_sample_has_its_sentence_and_no_other_has(sample_served, sample_listing):
    groups, told = likeness.table(sample_served), {}
    for urn, row in sample_listing.items():
        if row["is_in_scope"]:
            told[urn] = likeness.told(sample_served, urn, groups)
    beyond = next(urn for urn, row in sample_listing.items() if not row["is_in_scope"])
    assert likeness.told(sample_served, beyond) is None
    graded = [text for urn, text in told.items() if sample_listing[urn]["scored_count"]]
    assert len(graded) > 600 and all(text.endswith(likeness.CAUTION) for text in graded)
    assert all(re.match(r"Of [\d,]+ invented ", text) for text in graded)
    assert {text for urn, text in told.items() if not sample_listing[urn]["scored_count"]} == {likeness.NOT_GRADED}
    assert sum(" Among " in text for text in graded) > 400
    assert "England" not in " ".join(graded)


def test_england_is_said_only_where_the_newest_release_is_national(tmp_path):
    rows = [fixtures.provider(f"EY1{n:05}", full_1_on="01/02/2020", full_1_grade="2", full_2_on="01/02/2015",
                              full_2_grade="3" if n % 2 else "2") for n in range(40)]  # fmt: skip
    fixtures.release(tmp_path, "L2", rows)
    served = fixtures.built(tmp_path, tmp_path / "warehouse")
    assert likeness.whose(served) == "{} in the releases used here"
    told = likeness.told(served, "EY100001")
    assert told.startswith("Of 40 settings in the releases used here graded twice or more, none were below Good")


def test_explain_prints_the_same_sentence(sample_served, sample_listing):
    urn = next(urn for urn, row in sample_listing.items() if row["label"] == "bounced once")
    assert f"\nSettings like this one\n  {likeness.told(sample_served, urn)}" in explain.explain(sample_served, urn)


def test_the_outlook_is_not_to_be_had_for_one_authority(sample_served, tmp_path):
    with pytest.raises(errors.BadParameter, match="all loaded areas together"):
        export.write(sample_served, "outlook", "csv", tmp_path / "out.csv", ["Northmarsh"])
    assert list(tmp_path.iterdir()) == []
