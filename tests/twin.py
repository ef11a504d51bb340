"""The boring twin: labels and scores, METHOD sections 1 to 5, in slow plain Python.

The product computes them in SQL. This says the same rules a second time, written from the words of
the specification and not from the SQL, so that a misreading has to be made twice to go unnoticed.
It works on one provider at a time, remembers nothing, and imports nothing of the project.

Left out: reading files, reconciling sightings (two different results for one inspection are refused
here), scope (every history given is taken to be in scope) and sentences for people.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

FOUR_POINT, REPORT_CARD = "four-point", "report card"
UNSCORED_FAMILIES = ("no children on roll", "out-of-school", "childcare register")

SECURE, BELOW, SERIOUS = "secure", "below", "serious"
BAND_RANK = {SECURE: 1, BELOW: 2, SERIOUS: 3}
GRADE_RANK = {"outstanding": 1, "good": 2, "requires improvement": 3, "inadequate": 4}
GRADE_BAND = {
    "outstanding": SECURE,
    "good": SECURE,
    "requires improvement": BELOW,
    "inadequate": SERIOUS,
}
AREAS = (
    "inclusion",
    "curriculum and teaching",
    "achievement",
    "behaviour and routines",
    "welfare and wellbeing",
    "leadership and governance",
)
CARD_RANK = {
    "exceptional": 1,
    "strong standard": 2,
    "expected standard": 3,
    "needs attention": 4,
    "urgent improvement": 5,
}
DOES_NOT_APPLY = "does not apply"

FIRST_SCORED_FOUR_POINT = date(2008, 9, 1)
FIRST_REPORT_CARD = date(2025, 11, 10)
SATISFACTORY_ENDED = date(2013, 11, 4)
AWAITING_RULE_CHANGED = date(2026, 4, 1)

# A label and the tier that goes with it, gravest first: the first label that holds is the primary.
TIER = {
    "serious concern": "intensive",
    "yo-yo": None,  # targeted or watch, by the latest band
    "repeatedly below": "targeted",
    "declining": "targeted",
    "below": "targeted",
    "bounced once": "watch",
    "recovering": "watch",
    "not enough history": "universal",
    "steady": "universal",
}
PATTERN_FLAGS = ("yo-yo", "repeatedly below", "declining", "bounced once", "recovering")


class ParametersRefused(ValueError):
    """The parameters would let a score leave 0 to 100, or break a law of section 5."""


@dataclass(frozen=True)
class Inspection:
    """One visit, as reconciled. Fields that a family does not use stay None."""

    date: date
    family: str
    grade: str | None = None
    areas: Mapping[str, str | None] | None = None
    safeguarding: str | None = None
    outcome: str | None = None
    number: str | None = None


@dataclass(frozen=True)
class Parameters:
    """The numbers marked as parameters in the specification, with its values."""

    window_years: int = 10
    provisional_weight: float = 0.5
    crossing: float = 1.5
    relapse: float = 2.0
    reversal: float = 1.5
    half_life_years: float = 4.0
    k: float = 1.0
    long_since_years: int = 6
    awaiting_months: int = 30
    awaiting_months_from_2026: int = 18

    def __post_init__(self) -> None:
        if min(self.crossing, self.relapse, self.reversal) < 1:
            raise ParametersRefused("crossing, relapse and reversal must each be 1 or more")
        if self.crossing * self.relapse < 2 * self.reversal:
            raise ParametersRefused("crossing x relapse must be at least 2 x reversal")
        # Not in the specification's list, but without it a reversal could carry more points than
        # "the most points one move can carry", and a score could pass 100.
        if self.relapse < self.reversal:
            raise ParametersRefused("relapse must be at least reversal")
        if self.k <= 0 or self.half_life_years <= 0:
            raise ParametersRefused("k and the half-life must be above 0")
        if not 0 <= self.provisional_weight <= 1:
            raise ParametersRefused("the weight of a provisional step must be from 0 to 1")

    @property
    def most_points(self) -> float:
        """The most points one move can carry: two grades, a crossing, a relapse."""
        return 2 * self.crossing * self.relapse


@dataclass(frozen=True)
class Step:
    """From one scored inspection to the next, changed or not, with its points itemised."""

    from_on: date
    to_on: date
    from_band: str
    to_band: str
    direction: str  # 'decline', 'improvement' or 'none'
    size: int
    is_change: bool
    is_crossing: bool
    is_reversal: bool
    is_recovery: bool
    is_relapse: bool
    is_counted_relapse: bool
    is_bounce: bool
    is_counted_bounce: bool
    is_provisional: bool
    points: float
    years: float
    weight: float


@dataclass(frozen=True)
class Assessment:
    """All that is said of one provider as at one date."""

    label: str
    tier: str
    flags: tuple[str, ...]
    may_affect_funded_places: str | None
    band: str | None
    inspected_on: date | None
    scored_count: int
    volatility: float | None
    decline: float | None
    evidence: str | None
    steps: tuple[Step, ...]


# --- sections 1 and 2: what counts, and its band -------------------------------------------------


def band(inspection: Inspection) -> str | None:
    """The band of an inspection, or None where it has none: unscored family, no grade, incomplete."""
    if inspection.family == FOUR_POINT:
        return GRADE_BAND.get(inspection.grade)
    if inspection.family == REPORT_CARD:
        if not is_complete(inspection):
            return None
        worst = worst_area(inspection)
        if inspection.safeguarding == "not met" or worst == CARD_RANK["urgent improvement"]:
            return SERIOUS
        return BELOW if worst == CARD_RANK["needs attention"] else SECURE
    return None


def is_complete(card: Inspection) -> bool:
    """Safeguarding is met or not, each area is graded or does not apply, and at least one is graded."""
    results = area_results(card)
    graded = [result for result in results.values() if result in CARD_RANK]
    known = [result for result in results.values() if result in CARD_RANK or result == DOES_NOT_APPLY]
    return card.safeguarding in ("met", "not met") and len(known) == len(AREAS) and len(graded) > 0


def area_results(card: Inspection) -> dict[str, str | None]:
    """The six areas of a report card, an absent one as None."""
    areas = card.areas or {}
    return {area: areas.get(area) for area in AREAS}


def worst_area(card: Inspection) -> int:
    """The rank of the weakest graded area: 1 exceptional to 5 urgent improvement."""
    return max(CARD_RANK[result] for result in area_results(card).values() if result in CARD_RANK)


def is_scored(inspection: Inspection) -> bool:
    """It has a band, and its framework was in force on its date."""
    if inspection.family == FOUR_POINT and inspection.date < FIRST_SCORED_FOUR_POINT:
        return False
    if inspection.family == REPORT_CARD and inspection.date < FIRST_REPORT_CARD:
        return False
    return band(inspection) is not None


def scored(inspections: Iterable[Inspection], as_at: date) -> list[Inspection]:
    """The scored inspections dated up to as_at, oldest first, each once.

    Raises ValueError for two different results of one family on one day: reconcile first.
    """
    seen: dict[tuple, Inspection] = {}
    for inspection in inspections:
        if inspection.date > as_at or not is_scored(inspection):
            continue
        identity = (inspection.date, inspection.family == REPORT_CARD)
        first = seen.setdefault(identity, inspection)
        if result_of(first) != result_of(inspection):
            raise ValueError(f"two different results on {inspection.date}: {first}, {inspection}")
    return [seen[identity] for identity in sorted(seen)]


def result_of(inspection: Inspection) -> tuple:
    """What makes two sightings of an inspection say the same thing."""
    if inspection.family == FOUR_POINT:
        return (inspection.grade,)
    return (area_results(inspection), inspection.safeguarding)


def is_satisfactory(inspection: Inspection) -> bool:
    """A grade 3 from when it was called Satisfactory, an acceptable grade."""
    return (
        inspection.family == FOUR_POINT
        and inspection.grade == "requires improvement"
        and inspection.date < SATISFACTORY_ENDED
    )


# --- section 3: events ---------------------------------------------------------------------------


def move(before: Inspection, after: Inspection) -> tuple[bool, int]:
    """Whether anything changed, and how far: above 0 is worse, below 0 better, 0 no direction."""
    bands_moved = BAND_RANK[band(after)] - BAND_RANK[band(before)]
    if before.family == FOUR_POINT and after.family == FOUR_POINT:
        grades_moved = GRADE_RANK[after.grade] - GRADE_RANK[before.grade]
        return grades_moved != 0, grades_moved
    if before.family == REPORT_CARD and after.family == REPORT_CARD:
        if bands_moved != 0:
            return True, bands_moved
        return result_of(before) != result_of(after), worst_area(after) - worst_area(before)
    return bands_moved != 0, bands_moved


def is_provisional(before: Inspection, after: Inspection) -> bool:
    """The step joins two frameworks, or touches a Satisfactory."""
    return before.family != after.family or is_satisfactory(before) or is_satisfactory(after)


def run_before(history: Sequence[Inspection], end: int, secure: bool) -> int:
    """Where the unbroken run of Secure (or of not Secure) that ends just before `end` begins."""
    start = end
    while start > 0 and (band(history[start - 1]) == SECURE) == secure:
        start -= 1
    return start


def is_solid_dip(dip: Sequence[Inspection]) -> bool:
    """Not wholly Satisfactory grades."""
    return not all(is_satisfactory(inspection) for inspection in dip)


def steps(history: Sequence[Inspection], as_at: date, parameters: Parameters = Parameters()) -> list[Step]:
    """One step for each scored inspection after the first; `history` is what `scored` returned."""
    found: list[Step] = []
    for position in range(1, len(history)):
        before, after = history[position - 1], history[position]
        changed, moved = move(before, after)
        direction = "decline" if moved > 0 else "improvement" if moved < 0 else "none"
        was_secure, now_secure = band(before) == SECURE, band(after) == SECURE
        provisional = is_provisional(before, after)

        earlier_directions = [step.direction for step in found if step.direction != "none"]
        reversal = direction != "none" and bool(earlier_directions) and earlier_directions[-1] != direction

        relapse = counted_relapse = bounce = counted_bounce = False
        if was_secure and not now_secure:
            # ... the dip [dip_start, secure_start), the Secure run [secure_start, position), the fall.
            secure_start = run_before(history, position, secure=True)
            dip_start = run_before(history, secure_start, secure=False)
            relapse = secure_start > 0
            counted_relapse = relapse and not provisional and is_solid_dip(history[dip_start:secure_start])
        if not was_secure and now_secure:
            # ... Secure, then the fall at dip_start, the dip [dip_start, position), Secure again.
            dip_start = run_before(history, position, secure=False)
            bounce = dip_start > 0
            counted_bounce = (
                bounce
                and not is_provisional(history[dip_start - 1], history[dip_start])
                and is_solid_dip(history[dip_start:position])
            )

        points = 0.0
        if moved != 0:
            points = 1.0 if abs(moved) == 1 else 2.0
            if was_secure != now_secure:
                points *= parameters.crossing
            if relapse:
                points *= parameters.relapse
            elif reversal:
                points *= parameters.reversal

        years = (as_at - after.date).days / 365.25
        weight = 0.5 ** (years / parameters.half_life_years)
        if provisional:
            weight *= parameters.provisional_weight

        found.append(
            Step(
                from_on=before.date,
                to_on=after.date,
                from_band=band(before),
                to_band=band(after),
                direction=direction,
                size=abs(moved),
                is_change=changed,
                is_crossing=was_secure != now_secure,
                is_reversal=reversal,
                is_recovery=not was_secure and now_secure,
                is_relapse=relapse,
                is_counted_relapse=counted_relapse,
                is_bounce=bounce,
                is_counted_bounce=counted_bounce,
                is_provisional=provisional,
                points=points,
                years=years,
                weight=weight,
            )
        )
    return found


# --- section 4: labels ---------------------------------------------------------------------------


def label(
    history: Sequence[Inspection],
    as_at: date,
    parameters: Parameters = Parameters(),
    was_ever_inspected: bool = True,
    registered_on: date | None = None,
) -> tuple[str, str, tuple[str, ...]]:
    """The primary label, its tier and the flags beside it, in the order of section 4."""
    moves = steps(history, as_at, parameters)
    window_start = years_earlier(as_at, parameters.window_years)
    secure = [band(inspection) == SECURE for inspection in history]
    latest_band = band(history[-1]) if history else None
    bounced_once = bool(moves) and moves[-1].is_counted_bounce and moves[-1].to_on >= window_start
    holds = {
        "serious concern": latest_band == SERIOUS,
        "yo-yo": any(step.is_counted_relapse and step.to_on >= window_start for step in moves),
        "repeatedly below": secure[-2:] == [False, False],
        "declining": secure[-2:] == [True, False],
        "below": latest_band == BELOW,
        "bounced once": bounced_once,
        "recovering": secure[-2:] == [False, True] and not bounced_once,
        "not enough history": len(secure) == 0 or secure == [True],
        "steady": True,
    }
    primary = next(name for name in TIER if holds[name])
    tier = TIER[primary]
    if primary == "yo-yo":
        tier = "watch" if latest_band == SECURE else "targeted"

    flags = [name for name in PATTERN_FLAGS if holds[name] and name != primary]
    if is_awaiting(as_at, parameters, was_ever_inspected, registered_on):
        flags.append("awaiting first inspection")
    if history and history[-1].date < years_earlier(as_at, parameters.long_since_years):
        flags.append("long since inspection")
    return primary, tier, tuple(flags)


def is_awaiting(as_at: date, parameters: Parameters, was_ever_inspected: bool, registered_on: date | None) -> bool:
    """No inspection of any kind seen, past the window in force on the day of registration."""
    if was_ever_inspected or registered_on is None:
        return False
    if registered_on < AWAITING_RULE_CHANGED:
        return as_at > months_later(registered_on, parameters.awaiting_months)
    return as_at > months_later(registered_on, parameters.awaiting_months_from_2026)


def years_earlier(day: date, years: int) -> date:
    """The same calendar day that many years before; 29 February becomes 28 February."""
    return months_later(day, -12 * years)


def months_later(day: date, months: int) -> date:
    """The same day of the month that many months on, or that month's last day if it is shorter."""
    count = day.year * 12 + (day.month - 1) + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def may_affect_funded_places(history: Sequence[Inspection]) -> str | None:
    """What the latest scored inspection lets a council do about funded places, if anything."""
    if not history:
        return None
    latest = history[-1]
    if latest.family == FOUR_POINT:
        return {
            "inadequate": "all places",
            "requires improvement": "disadvantaged two-year-olds",
        }.get(latest.grade)
    leadership = area_results(latest)["leadership and governance"]
    if latest.safeguarding == "not met" or leadership == "urgent improvement":
        return "all places"
    return "disadvantaged two-year-olds" if leadership == "needs attention" else None


# --- section 5: scores ---------------------------------------------------------------------------


def scores(
    history: Sequence[Inspection], as_at: date, parameters: Parameters = Parameters()
) -> tuple[float | None, float | None, str | None]:
    """Volatility, decline (0 to 100, None when not scored) and evidence."""
    if len(history) < 2:
        return None, None, None
    moves = steps(history, as_at, parameters)
    total_weight = sum(step.weight for step in moves)
    divisor = (parameters.k + total_weight) * parameters.most_points
    volatility = 100 * sum(step.weight * step.points for step in moves) / divisor
    decline = 100 * sum(step.weight * step.points for step in moves if step.direction == "decline") / divisor
    evidence = "thin" if len(history) == 2 else "some" if len(history) <= 4 else "strong"
    return volatility, decline, evidence


def with_earlier(
    inspections: Iterable[Inspection], earlier: Sequence[Iterable[Inspection]], as_at: date
) -> list[Inspection]:
    """Its own inspections and those of its confirmed earlier registrations, the nearest first.

    Of each earlier registration those count that came before the first of everything after it.
    """
    whole = [inspection for inspection in inspections if inspection.date <= as_at]
    for one in earlier:
        begun = min((inspection.date for inspection in whole), default=date.max)
        whole += [inspection for inspection in one if inspection.date <= as_at and inspection.date < begun]
    return whole


def assess(
    inspections: Iterable[Inspection],
    as_at: date,
    parameters: Parameters = Parameters(),
    registered_on: date | None = None,
    earlier: Sequence[Iterable[Inspection]] = (),
) -> Assessment:
    """Everything said of a provider in scope, from its inspections in any order.

    `earlier` holds the inspections of its confirmed earlier registrations, the nearest first. Whether it awaits a
    first inspection, and what may affect its funded places, are facts of the registration itself.
    """
    own = [inspection for inspection in inspections if inspection.date <= as_at]
    history = scored(with_earlier(own, earlier, as_at), as_at)
    primary, tier, flags = label(history, as_at, parameters, len(own) > 0, registered_on)
    volatility, decline, evidence = scores(history, as_at, parameters)
    return Assessment(
        label=primary,
        tier=tier,
        flags=flags,
        may_affect_funded_places=may_affect_funded_places(scored(own, as_at)),
        band=band(history[-1]) if history else None,
        inspected_on=history[-1].date if history else None,
        scored_count=len(history),
        volatility=volatility,
        decline=decline,
        evidence=evidence,
        steps=tuple(steps(history, as_at, parameters)),
    )
