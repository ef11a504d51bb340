"""Facts kept as tables in `declared/`: read once, checked, and handed out as plain rows."""

import csv
import math
from functools import cache

from pipelines import errors, paths


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of declared/<name>.csv as dictionaries of text; blank cells are ''."""
    path = paths.DECLARED / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


def parameters() -> dict[str, float]:
    """The parameters in force (method.md's marked numbers), by name.

    Raises BadParameter when a value is not a number or the scores could leave 0–100.
    """
    values = {}
    for row in rows("parameters"):
        try:
            values[row["parameter"]] = float(row["value"])
        except ValueError:
            raise BadValue(row["parameter"], row["value"], "a number") from None
    return checked(values)


def checked(values: dict[str, float]) -> dict[str, float]:
    """Refuse parameters under which a score could leave 0–100 or a law of the method would break."""
    for name, value in values.items():
        if not math.isfinite(value) or value < 0:
            raise BadValue(name, value, "a number that is not negative")
    for name in ("crossing_factor", "relapse_factor", "reversal_factor"):
        if values[name] < 1:
            raise BadValue(name, values[name], "at least 1")
    for name in ("half_life_years", "evidence_pull", "outlook_strength"):
        if values[name] <= 0:
            raise BadValue(name, values[name], "more than 0")
    if values["provisional_weight"] > 1:
        raise BadValue("provisional_weight", values["provisional_weight"], "at most 1")
    for name in ("window_years", "long_since_years", "first_inspection_months", "first_inspection_months_2026"):
        if values[name] != int(values[name]):
            raise BadValue(name, values[name], "a whole number")
    if values.get("near_miles", 0) > values.get("wide_miles", math.inf):  # a build made before there were any has none
        raise BadValue("near_miles", values["near_miles"], "at most wide_miles")
    if values["crossing_factor"] * values["relapse_factor"] < 2 * values["reversal_factor"]:
        raise BadValue(
            "reversal_factor", values["reversal_factor"],
            "at most half of crossing_factor × relapse_factor, or a score could exceed 100",
        )  # fmt: skip
    if values["relapse_factor"] < values["reversal_factor"]:
        # A crossing that is a reversal and no relapse would then carry more than the most points a move can.
        raise BadValue("relapse_factor", values["relapse_factor"], "at least reversal_factor")
    return values


class BadValue(errors.BadParameter):
    """A parameter outside what the method allows."""

    exit_code = errors.BadParameter.exit_code

    def __init__(self, name: str, value: object, wanted: str):
        super().__init__(
            f"The parameter {name} is {value}; it must be {wanted}. Change it in pipelines/declared/parameters.csv."
        )


def fill(text: str) -> str:
    """A rule's text with the parameters in force put in: '{window_years}' becomes '10'."""
    return text.format_map({name: f"{value:g}" for name, value in parameters().items()})
