"""Reads the small tables in which the specification is tested.

A row is one setting. Columns that go in: `history`, `earlier`, `as at`, `registered`. Columns that are expected
to come out: any of OUTPUTS, where `-` means none. A `why` column is for the reader.

A history is a list of visits, oldest first, joined by `>`: what, then a date (a bare year is its
1 January). `none` is an empty history. `earlier` holds the histories of confirmed earlier registrations, the nearest
first, joined by `<`.

    G 2016 > RI 2019-05-01          four-point grades O, G, RI, I (Satisfactory is RI in its day),
                                    or withheld, blank, unknown(Fair); RI(safeguarding=no) 2019
    card 2026-02-01                 a report card: six areas at expected standard, safeguarding met
    card(incl=needs attention) ...  with something else: incl, curr, ach, behav, welf, lead,
                                    all, safeguarding; `-` does not apply, `blank` is missing
    NCOR met 2018, OOSC not met (with actions) 2020, CR met 2021     visits that are never scored
"""

import re
from datetime import date

from tests.assess import Case, assess_many
from tests.twin import AREAS, DOES_NOT_APPLY, Assessment, Inspection, Parameters, Step

AS_AT = "2026-06-30"

GRADES = {
    "o": "outstanding",
    "g": "good",
    "ri": "requires improvement",
    "satisfactory": "requires improvement",
    "i": "inadequate",
    "withheld": "withheld",
    "blank": None,
}
AREA_WORDS = dict(zip(("incl", "curr", "ach", "behav", "welf", "lead"), AREAS, strict=True))
FAMILIES = {"ncor": "no children on roll", "oosc": "out-of-school", "cr": "childcare register"}


def history(text: str) -> tuple[Inspection, ...]:
    """The inspections written in a history cell."""
    if text.strip() == "none":
        return ()
    return tuple(inspection(part.strip()) for part in text.split(">"))


def inspection(text: str) -> Inspection:
    """One visit, such as `G 2016` or `card(lead=needs attention) 2026-02-01`."""
    found = re.fullmatch(r"(.+?)\s+(\d{4})(-\d\d-\d\d)?", text)
    if not found:
        raise ValueError(f"not a visit and a date: {text!r}")
    what, on = found[1], date.fromisoformat(found[2] + (found[3] or "-01-01"))
    word, details = re.fullmatch(r"(\w+)\s*(.*)", what).groups()
    word = word.lower()
    if word == "card":
        return card(on, settings_in(details))
    if word in FAMILIES:
        return Inspection(on, FAMILIES[word], outcome=details)
    if word == "unknown":
        return Inspection(on, "four-point", grade=f"unknown: {details.strip('()')}")
    safeguarding = settings_in(details).get("safeguarding")
    return Inspection(on, "four-point", grade=GRADES[word], safeguarding=safeguarding)


def card(on: date, changed: dict[str, str | None]) -> Inspection:
    """A report card that is wholly expected standard and met, but for what is `changed`."""
    areas = dict.fromkeys(AREAS, changed.pop("all", "expected standard"))
    safeguarding = changed.pop("safeguarding", "met")
    areas |= {AREA_WORDS[word]: result for word, result in changed.items()}
    return Inspection(on, "report card", areas=areas, safeguarding=safeguarding)


def settings_in(details: str) -> dict[str, str | None]:
    """`(incl=needs attention, lead=-)` as a dictionary."""
    if not details:
        return {}
    pairs = (pair.split("=") for pair in details.strip("()").split(","))
    special = {"-": DOES_NOT_APPLY, "blank": None}
    return {name.strip(): special.get(value.strip(), value.strip()) for name, value in pairs}


def rows(table: str) -> list[dict[str, str]]:
    """The rows of a table, by heading."""
    lines = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.strip().splitlines()]
    heading, *body = [line for line in lines if set("".join(line)) != {"-"}]
    return [dict(zip(heading, line, strict=True)) for line in body]


def step_words(step: Step) -> str:
    """A step as the `moves` column writes it, such as `decline 1 crossing relapse`."""
    first = f"{step.direction} {step.size}" if step.direction != "none" else "same"
    if step.is_change and step.direction == "none":
        first = "change 0"
    said = {
        "crossing": step.is_crossing,
        "reversal": step.is_reversal,
        "recovery": step.is_recovery,
        "relapse": step.is_counted_relapse,
        "uncounted-relapse": step.is_relapse and not step.is_counted_relapse,
        "bounce": step.is_counted_bounce,
        "uncounted-bounce": step.is_bounce and not step.is_counted_bounce,
        "provisional": step.is_provisional,
    }
    return " ".join([first, *(word for word, holds in said.items() if holds)])


def shown(value: object) -> str:
    """None as `-`, anything else as text."""
    return "-" if value is None else str(value)


def score(value: float | None) -> str:
    """A score to the two decimals that are published."""
    return "-" if value is None else f"{value:.2f}"


OUTPUTS = {
    "label": lambda found: found.label,
    "tier": lambda found: found.tier,
    "flags": lambda found: ", ".join(found.flags) or "-",
    "funded places": lambda found: shown(found.may_affect_funded_places),
    "band": lambda found: shown(found.band),
    "latest": lambda found: shown(found.inspected_on),
    "scored": lambda found: str(found.scored_count),
    "volatility": lambda found: score(found.volatility),
    "decline": lambda found: score(found.decline),
    "evidence": lambda found: shown(found.evidence),
    "moves": lambda found: "; ".join(step_words(step) for step in found.steps) or "-",
    "points": lambda found: ", ".join(f"{step.points:g}" for step in found.steps) or "-",
    "weights": lambda found: ", ".join(f"{step.weight:.4f}" for step in found.steps) or "-",
}
INPUTS = ("history", "earlier", "as at", "registered", "why")


def mismatches(backend: str, table: str, parameters: Parameters | None = None) -> list[str]:
    """Where a backend says something other than the table; empty when it agrees throughout."""
    wanted = rows(table)
    cases: dict[str, dict[str, Case]] = {}
    for number, row in enumerate(wanted, start=1):
        registered = row.get("registered", "-")
        registered_on = None if registered == "-" else date.fromisoformat(registered)
        earlier = tuple(history(part) for part in row.get("earlier", "").split("<") if part.strip())
        case = Case(history(row["history"]), registered_on, earlier)
        cases.setdefault(row.get("as at", AS_AT), {})[str(number)] = case

    found: dict[str, Assessment] = {}
    for as_at, batch in cases.items():
        found |= assess_many(batch, date.fromisoformat(as_at), parameters, backend)

    wrong = []
    for number, row in enumerate(wanted, start=1):
        for column in row.keys() - set(INPUTS):
            got = OUTPUTS[column](found[str(number)])
            if got != row[column]:
                wrong.append(f"row {number} ({row['history']}): {column} is {got}, not {row[column]}")
    return sorted(wrong)
