"""One door to both implementations, so that a test can ask either the same question.

A backend takes many cases at once: the SQL pays a fixed price per run, not per setting.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from math import isclose

from tests import sql_backend as sql
from tests import twin
from tests.twin import Assessment, Inspection, Parameters


@dataclass(frozen=True)
class Case:
    """A provider in scope: its inspections in any order, repeats allowed, when it registered, and the inspections of
    its confirmed earlier registrations, the nearest first."""

    inspections: tuple[Inspection, ...]
    registered_on: date | None = None
    earlier: tuple[tuple[Inspection, ...], ...] = ()


Cases = Mapping[str, Case]
Backend = Callable[[Cases, date, Parameters], dict[str, Assessment]]


def twin_backend(cases: Cases, as_at: date, parameters: Parameters) -> dict[str, Assessment]:
    """The plain Python of twin.py, one provider at a time."""
    return {
        urn: twin.assess(case.inspections, as_at, parameters, case.registered_on, case.earlier)
        for urn, case in cases.items()
    }


def sql_backend(cases: Cases, as_at: date, parameters: Parameters) -> dict[str, Assessment]:
    """The product's SQL over the same cases, in an in-memory database."""
    return sql.assess(cases, as_at, parameters)


# Every spec table and every law runs once for each backend named here.
BACKENDS: dict[str, Backend] = {"twin": twin_backend, "sql": sql_backend}


def assess_many(
    cases: Cases, as_at: date, parameters: Parameters | None = None, backend: str = "twin"
) -> dict[str, Assessment]:
    """An assessment for each urn, as at one date."""
    return BACKENDS[backend](cases, as_at, parameters or Parameters())


def differences(expected: Mapping[str, Assessment], found: Mapping[str, Assessment]) -> list[str]:
    """Where two sets of assessments disagree, to nine digits in numbers; empty when they agree."""
    wrong = [f"{urn}: only in one of them" for urn in sorted(expected.keys() ^ found.keys())]
    for urn in sorted(expected.keys() & found.keys()):
        wrong += _unlike(urn, expected[urn], found[urn])
    return wrong


def _unlike(where: str, expected: object, found: object) -> list[str]:
    """The fields, steps included, in which two results differ."""
    wrong = []
    for field in fields(expected):
        a, b = getattr(expected, field.name), getattr(found, field.name)
        if field.name == "steps" and len(a) == len(b):
            for number, (step_a, step_b) in enumerate(zip(a, b, strict=True), start=1):
                wrong += _unlike(f"{where} step {number}", step_a, step_b)
        elif isinstance(a, float) and isinstance(b, float):
            if not isclose(a, b, rel_tol=1e-9, abs_tol=1e-9):
                wrong.append(f"{where}: {field.name} is {b}, expected {a}")
        elif a != b:
            wrong.append(f"{where}: {field.name} is {b!r}, expected {a!r}")
    return wrong
