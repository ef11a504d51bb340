"""Inspection histories: drawn from the declared rates, or read from the notation of `sample_planted.csv`.

An `Inspection` is what truly happened; what a release prints of it is the business of `releases`.
"""

import datetime as dt
import math
import re
from dataclasses import dataclass, replace
from random import Random

from pipelines import declared

FIRST_GRADED_ON = dt.date(2008, 9, 1)  # the Early Years Register opens
REQUIRES_IMPROVEMENT_ON = dt.date(2013, 11, 4)
OUT_OF_SCHOOL_ON = dt.date(2019, 9, 2)  # four areas are judged, and out-of-school clubs only Met or Not Met
REPORT_CARDS_ON = dt.date(2025, 11, 10)
PANDEMIC = (dt.date(2020, 3, 17), dt.date(2021, 5, 4))  # routine inspection stopped

CARD_WORDS = {
    "X": "Exceptional", "S": "Strong standard", "E": "Expected standard", "N": "Needs attention",
    "U": "Urgent improvement", "-": "-", ".": "",
}  # fmt: skip
CARD_SAFEGUARDING = {"M": "Met", "N": "Not met"}
UNSCORED = {"NCOR": "no children on roll", "OOSC": "out-of-school", "CR": "childcare register"}
OUTCOMES = ("Met", "Not Met (with actions)", "Not Met (enforcement)")
OUTCOME_SHARES = (0.91, 0.085, 0.005)
NO_CHILDREN_SHARE = 0.12  # visits to childminders that find no children on roll
REGISTER_VISIT_SHARE = 0.45  # providers on the Childcare Register alone that are ever visited
CLOSES_AFTER_INADEQUATE_SHARE = 0.12


@dataclass(frozen=True)
class Inspection:
    """One visit. `areas` holds printed results in the layout's order; `was` is what the first release said of it."""

    on: dt.date
    family: str
    number: str = ""
    grade: int | None = None
    areas: tuple[str, ...] = ()
    safeguarding: str = ""
    outcome: str = ""
    suitability: str = ""  # of the Childcare Register requirements, at a graded inspection
    was: "Inspection | None" = None


def parse(notation: str, urn: str, rng: Random) -> list[Inspection]:
    """Read '2@2016-03-15 EENEEE/M@2026-01-20 NCOR:Met@2021-10-05 3@2021-07-06=>2@2021-07-06'.

    A digit is a four-point grade ('4!' with safeguarding not effective), letters a report card
    (areas / safeguarding), the rest an outcome; '=>' stands between what the first release
    printed and what later ones print.
    """
    found = []
    for token in re.findall(r"\S.*?@\d{4}-\d\d-\d\d(?:=>\S+)?", notation):
        first, _, later = token.partition("=>")
        number = f"S{urn[1:]}{len(found) + 1:02d}"
        visit = _parsed(later or first, number, rng)
        found.append(replace(visit, was=_parsed(first, number, rng)) if later else visit)
    return found


def _parsed(token: str, number: str, rng: Random) -> Inspection:
    result, _, day = token.rpartition("@")
    on = dt.date.fromisoformat(day)
    if result.rstrip("!").isdigit():
        visit = graded(on, number, int(result.rstrip("!")), rng)
        return replace(visit, safeguarding="No") if result.endswith("!") else visit
    kind, _, outcome = result.partition(":")
    if outcome:
        return Inspection(on, UNSCORED[kind], number, outcome=outcome)
    return card(on, number, result)


def graded(on: dt.date, number: str, grade: int, rng: Random) -> Inspection:
    """A four-point inspection; areas other than leadership and management are judged from September 2019."""
    areas, safeguarding = ("-", "-", "-", str(grade)), "-"
    spare = [rng.random() for _ in range(4)]
    if on >= OUT_OF_SCHOOL_ON:
        better = [max(1, grade - (chance < 0.2)) for chance in spare[:2]]
        areas = (str(grade), str(better[0]), str(better[1]), str(grade))
        safeguarding = "No" if grade == 4 and spare[2] < 0.75 else "Yes"
    suitability = "Met"
    if grade > 2 and spare[3] < 0.6:
        suitability = OUTCOMES[2] if grade == 4 and spare[3] < 0.1 else OUTCOMES[1]
    return Inspection(on, "four-point", number, grade, areas, safeguarding, suitability=suitability)


def card(on: dt.date, number: str, letters: str) -> Inspection:
    """A report card from its letters: six areas in the layout's order, '/', safeguarding."""
    areas, _, safeguarding = letters.partition("/")
    words = tuple(CARD_WORDS[letter] for letter in areas)
    return Inspection(on, "report card", number, areas=words, safeguarding=CARD_SAFEGUARDING[safeguarding])


def draw(
    rng: Random, urn: str, kind: str, registered_on: dt.date, closed_on: dt.date | None, until: dt.date
) -> tuple[list[Inspection], dt.date | None]:
    """A history from registration to `until` or closing, and the closing date (an Inadequate may bring one).

    `kind` is 'childminder', 'nursery', 'club' (out-of-school, early years) or 'register' (Childcare Register only).
    """
    found: list[Inspection] = []
    if kind == "register" and rng.random() > REGISTER_VISIT_SHARE:
        return found, closed_on
    on = registered_on + dt.timedelta(days=_gap("first", rng))
    if on < FIRST_GRADED_ON:
        on = FIRST_GRADED_ON + dt.timedelta(days=int(rng.random() * 1300))
    standing = None  # the grade the next one is drawn after
    while True:
        on = _open_day(on)
        if on > until or (closed_on and on >= closed_on):
            return found, closed_on
        visit, standing = _visit(rng, f"S{urn[1:]}{len(found) + 1:02d}", kind, on, standing)
        found.append(visit)
        if visit.grade == 4 and on.year > 2020 and not closed_on and rng.random() < CLOSES_AFTER_INADEQUATE_SHARE:
            closed_on = on + dt.timedelta(days=120)
        gap_after = visit.family if visit.outcome else str(standing)
        on += dt.timedelta(days=_gap(gap_after, rng))


def _visit(rng, number, kind, on, standing):
    if kind == "register":
        return Inspection(on, "childcare register", number, outcome=_outcome(rng)), standing
    if kind == "club" and on >= OUT_OF_SCHOOL_ON:
        return Inspection(on, "out-of-school", number, safeguarding="Yes", outcome=_outcome(rng)), standing
    if kind == "childminder" and rng.random() < NO_CHILDREN_SHARE:
        return Inspection(on, "no children on roll", number, outcome=_outcome(rng)), standing
    if on >= REPORT_CARDS_ON:
        letters = _pick_card(rng, standing)
        return card(on, number, letters), _standing_of_card(letters)
    grade = _next_grade(rng, on, standing)
    return graded(on, number, grade, rng), grade


def _next_grade(rng: Random, on: dt.date, standing: int | None) -> int:
    after = str(standing) if standing else "first before 4 Nov 2013" if on < REQUIRES_IMPROVEMENT_ON else "first"
    row = next(row for row in declared.rows("sample_transitions") if row["after"] == after)
    return rng.choices((1, 2, 3, 4), [float(row[f"next_{grade}"]) for grade in (1, 2, 3, 4)])[0]


def _pick_card(rng: Random, standing: int | None) -> str:
    column = "after_not_secure" if (standing or 2) > 2 else "after_secure"
    cards = declared.rows("sample_cards")
    return rng.choices([row["card"] for row in cards], [float(row[column]) for row in cards])[0]


def _standing_of_card(letters: str) -> int:
    """The grade whose rates and gaps stand in for those of a report card, about which nothing is known yet."""
    if "U" in letters or letters.endswith("/N"):
        return 4
    return 3 if "N" in letters else 2


def _gap(after: str, rng: Random) -> int:
    row = next(row for row in declared.rows("sample_gaps") if row["after"] == after)
    low, high = float(row["low"]), float(row["high"])
    half = rng.random()  # the median stays where it is declared, however lopsided the range
    factor = low + 2 * half * (1 - low) if half < 0.5 else 1 + (2 * half - 1) * (high - 1)
    return math.floor(float(row["median_days"]) * factor)


def _outcome(rng: Random) -> str:
    return rng.choices(OUTCOMES, OUTCOME_SHARES)[0]


def _open_day(on: dt.date) -> dt.date:
    """The same day, or the next working day; a date in the pandemic pause moves beyond it, spread out."""
    start, end = PANDEMIC
    if start <= on < end:
        on = end + (on - start) * 1.5
    if on.weekday() > 4:
        on += dt.timedelta(days=7 - on.weekday())
    return on
