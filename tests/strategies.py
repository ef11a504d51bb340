"""Generated histories: what Ofsted publishes, what it should not, and the dates where rules change.

A batch is many providers assessed as at one date, because the SQL is asked about many at once. Each
inspection costs two choices (what, and when), so that Hypothesis can vary and shrink large batches.
"""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import strategies as st

from tests.assess import Case
from tests.twin import (
    AREAS,
    CARD_RANK,
    DOES_NOT_APPLY,
    FIRST_REPORT_CARD,
    FIRST_SCORED_FOUR_POINT,
    SATISFACTORY_ENDED,
    Inspection,
    Parameters,
    months_later,
    years_earlier,
)

AS_ATS = (
    date(2026, 6, 30),
    date(2030, 6, 30),  # room for several report cards
    date(2024, 2, 29),
    date(2028, 2, 29),
    date(2014, 1, 31),  # Satisfactory is recent
)
ANY_DAY = date(2000, 1, 1)  # replaced by the day drawn


def _cards() -> list[Inspection]:
    """Complete cards of each band in several ways, and cards that are not complete."""
    found = []
    for base in CARD_RANK:
        plain = dict.fromkeys(AREAS, base)
        found.append((plain, "met"))
        found.append((plain | {AREAS[0]: DOES_NOT_APPLY}, "met"))
        found.append((plain, "not met"))
        for other in CARD_RANK:
            if other != base and base != "urgent improvement":
                found.append((plain | {AREAS[len(found) % 6]: other}, "met"))
    plain = dict.fromkeys(AREAS, "expected standard")
    for leadership in ("needs attention", "urgent improvement"):
        found.append((plain | {"leadership and governance": leadership}, "met"))
    for missing in (None, "withheld", "not recorded", "unknown: Splendid"):
        found.append((plain | {AREAS[len(found) % 6]: missing}, "met"))
        found.append((plain, missing))
    found.append((plain, DOES_NOT_APPLY))
    found.append((plain | {AREAS[1]: None, AREAS[2]: "urgent improvement"}, "not met"))
    found.append((dict.fromkeys(AREAS, DOES_NOT_APPLY), "met"))
    found.append((dict.fromkeys(AREAS), None))
    return [Inspection(ANY_DAY, "report card", areas=areas, safeguarding=safeguarding) for areas, safeguarding in found]


CARDS = _cards()
# Grades the more often drawn come twice; the plain ones first, as what a failure shrinks to.
GRADES = ["good", "requires improvement", "inadequate", "outstanding"] * 3 + [
    "withheld",
    "unknown: Fair",
    None,
]
FOUR_POINTS = [
    Inspection(ANY_DAY, "four-point", grade=grade, safeguarding=("yes", "no", None)[number % 3])
    for number, grade in enumerate(GRADES)
]
UNSCORED = [
    Inspection(ANY_DAY, family, outcome=outcome)
    for family in ("no children on roll", "out-of-school", "childcare register")
    for outcome in ("met", "not met (with actions)", "not met (enforcement)", None)
]


def days_near(as_at: date) -> list[date]:
    """Days around each date at which a rule changes, then a day in each season, past as_at too."""
    edges = [
        FIRST_SCORED_FOUR_POINT,
        SATISFACTORY_ENDED,
        FIRST_REPORT_CARD,
        years_earlier(as_at, 10),
        years_earlier(as_at, 6),
        as_at,
    ]
    near = [edge + timedelta(days) for edge in edges for days in (-1, 0, 1)]
    seasons = [date(2007, 1, 1) + timedelta(97 * number) for number in range(100)]
    return near + [day for day in seasons if day <= as_at + timedelta(120)]


def card_days_near(as_at: date) -> list[date]:
    """Days on which a report card is likely, and a few on which it is not."""
    since = [FIRST_REPORT_CARD + timedelta(days) for days in range(-1, 1200, 43)]
    return [day for day in since if day <= as_at + timedelta(60)] + [as_at, SATISFACTORY_ENDED]


def inspections(as_at: date) -> st.SearchStrategy[Inspection]:
    """One visit of any family, mostly before as_at."""
    days, card_days = st.sampled_from(days_near(as_at)), st.sampled_from(card_days_near(as_at))
    four_point = st.builds(_on, st.sampled_from(FOUR_POINTS), days)
    card = st.builds(_on, st.sampled_from(CARDS), card_days)
    # The unscored share the card days, so that ties on a date across families are common.
    unscored = st.builds(_on, st.sampled_from(UNSCORED), st.one_of(days, card_days))
    late_four_point = st.builds(_on, st.sampled_from(FOUR_POINTS), card_days)
    return st.one_of(four_point, four_point, four_point, late_four_point, card, card, card, unscored)


def _on(inspection: Inspection, day: date) -> Inspection:
    return replace(inspection, date=day)


def histories(as_at: date) -> st.SearchStrategy[tuple[Inspection, ...]]:
    """A reconciled history in any order: one inspection of a family on a day. Most are long."""

    def of_size(least: int, most: int) -> st.SearchStrategy[tuple[Inspection, ...]]:
        return st.lists(
            inspections(as_at),
            min_size=least,
            max_size=most,
            unique_by=lambda found: (found.family, found.date),
        ).map(tuple)

    return st.one_of(of_size(0, 3), of_size(4, 7), of_size(6, 10))


def registrations(as_at: date) -> st.SearchStrategy[date | None]:
    """A registration date, often at the edge of the wait for a first inspection, or none."""
    edges = [months_later(as_at, -months) + timedelta(days) for months in (18, 30) for days in (-1, 0, 1)]
    return st.sampled_from([None, date(2015, 8, 31), date(2026, 3, 31), date(2026, 4, 1), *edges])


@st.composite
def batches(draw: st.DrawFn, min_size: int = 8, max_size: int = 32) -> tuple[dict[str, Case], date]:
    """Several providers and the date to assess them as at."""
    as_at = draw(st.sampled_from(AS_ATS))
    cases = st.builds(Case, histories(as_at), registrations(as_at))
    drawn = draw(st.lists(cases, min_size=min_size, max_size=max_size))
    return {f"EY{number:06}": case for number, case in enumerate(drawn, start=1)}, as_at


def linked(cases: dict[str, Case], seed: int) -> dict[str, Case]:
    """The same providers, some of them carrying on one to three of the others by confirmed links."""
    choose, pool = Random(seed), [case.inspections for case in cases.values()]
    found = {}
    for urn, case in cases.items():
        depth = choose.choice((0, 0, 1, 2, 3))
        earlier = tuple(choose.choice(pool) for _ in range(depth))
        own = sorted(case.inspections, key=lambda one: one.date)
        kept = own[choose.randint(0, len(own)) :] if depth else case.inspections  # room for what came before
        found[urn] = replace(case, inspections=tuple(kept), earlier=earlier)
    return found


@st.composite
def parameter_sets(draw: st.DrawFn) -> Parameters:
    """Parameters that are accepted."""
    reversal = draw(st.sampled_from([1, 1.25, 1.5, 2, 3]))
    relapse = reversal * draw(st.sampled_from([1, 1.25, 2]))
    crossing = max(1, 2 * reversal / relapse) * draw(st.sampled_from([1, 1.5, 2]))
    return Parameters(
        window_years=draw(st.integers(1, 15)),
        provisional_weight=draw(st.sampled_from([0, 0.25, 0.5, 1])),
        crossing=crossing,
        relapse=relapse,
        reversal=reversal,
        half_life_years=draw(st.sampled_from([0.5, 1, 4, 50])),
        k=draw(st.sampled_from([0.001, 0.5, 1, 3])),
        long_since_years=draw(st.integers(1, 8)),
        awaiting_months=draw(st.integers(1, 40)),
        awaiting_months_from_2026=draw(st.integers(1, 40)),
    )
