"""The SQL and the plain-Python twin say the same of every generated history, to nine digits."""

from dataclasses import replace
from datetime import date
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.assess import Case, differences, sql_backend, twin_backend
from tests.strategies import CARDS, batches, linked, parameter_sets
from tests.twin import AREAS, Inspection, Parameters

FOUR_POINTS = ("outstanding", "good", "requires improvement", "inadequate")


@settings(max_examples=25)
@given(batches(min_size=30, max_size=90))
def test_they_agree_on_generated_histories(batch):
    cases, as_at = batch
    expected = twin_backend(cases, as_at, Parameters())
    assert not differences(expected, sql_backend(cases, as_at, Parameters()))


@settings(max_examples=10)
@given(batches(min_size=30, max_size=90), st.integers(0, 10**6))
def test_they_agree_on_histories_joined_by_confirmed_links(batch, seed):
    cases, as_at = batch
    cases = linked(cases, seed)
    assert sum(bool(case.earlier) for case in cases.values()) > 5
    expected = twin_backend(cases, as_at, Parameters())
    assert not differences(expected, sql_backend(cases, as_at, Parameters()))


@settings(max_examples=10)
@given(batches(), parameter_sets())
def test_they_agree_whatever_the_parameters(batch, parameters):
    cases, as_at = batch
    expected = twin_backend(cases, as_at, parameters)
    assert not differences(expected, sql_backend(cases, as_at, parameters))


def test_they_agree_on_every_run_of_up_to_five_grades():
    cases = {
        "-".join(grades): Case(tuple(map(_four_point, range(len(grades)), grades)))
        for length in range(6)
        for grades in product(FOUR_POINTS, repeat=length)
    }
    as_at = date(2024, 1, 1)
    expected = twin_backend(cases, as_at, Parameters())
    assert len(expected) == sum(4**length for length in range(6))
    assert not differences(expected, sql_backend(cases, as_at, Parameters()))


def test_they_agree_on_every_run_of_four_bands_over_the_change_of_framework():
    cases = {
        f"{switch}:{'-'.join(grades)}": Case(
            tuple(
                _four_point(4 + number, grade) if number < switch else _card(number, grade)
                for number, grade in enumerate(grades)
            )
        )
        for switch in range(5)
        for grades in product(FOUR_POINTS, repeat=4)
    }
    as_at = date(2026, 6, 30)
    expected = twin_backend(cases, as_at, Parameters())
    assert len(expected) == 5 * 4**4
    assert not differences(expected, sql_backend(cases, as_at, Parameters()))


def test_they_agree_on_every_pair_of_report_cards_complete_or_not():
    first, second = date(2026, 1, 1), date(2026, 4, 1)
    cases = {
        f"{a}-{b}": Case((replace(CARDS[a], date=first), replace(CARDS[b], date=second)))
        for a, b in product(range(len(CARDS)), repeat=2)
    }
    as_at = date(2026, 6, 30)
    expected = twin_backend(cases, as_at, Parameters())
    directionless = [
        step for one in expected.values() for step in one.steps if step.is_change and step.direction == "none"
    ]
    assert len(directionless) > 50
    assert not differences(expected, sql_backend(cases, as_at, Parameters()))


def _four_point(number: int, grade: str) -> Inspection:
    """Two years apart from 2011, so that the first two are from the days of Satisfactory."""
    return Inspection(date(2011 + 2 * number, 6, 1), "four-point", grade=grade)


def _card(number: int, grade: str) -> Inspection:
    """A month apart from January 2026; one area at, or safeguarding standing for, the like band."""
    areas = dict.fromkeys(AREAS, "exceptional" if grade == "outstanding" else "expected standard")
    if grade == "requires improvement":
        areas[AREAS[number]] = "needs attention"
    safeguarding = "not met" if grade == "inadequate" else "met"
    return Inspection(date(2026, 1 + number, 1), "report card", areas=areas, safeguarding=safeguarding)
