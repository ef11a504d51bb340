"""The worked example of the method, computed by the same sums as every score."""

import datetime as dt

from pipelines import declared, reads


def worked_example() -> dict:
    """The method's example under the parameters in force: as_at, and as `scoring` gives it.

    Good, Requires improvement, Good, Inadequate on 1 January 2016, 2019, 2020 and 2024, as at the last of them.
    """
    in_force, as_at = declared.parameters(), dt.date(2024, 1, 1)
    turn = {"": 1, "reversal": in_force["reversal_factor"], "relapse": in_force["relapse_factor"]}
    steps = []
    for told, year, size, direction, kind in (
        ("Good → Requires improvement", 2019, 1, "decline", ""),
        ("Requires improvement → Good", 2020, 1, "improvement", "reversal"),
        ("Good → Inadequate", 2024, 2, "decline", "relapse"),
    ):
        points = size * in_force["crossing_factor"] * turn[kind]
        years = (as_at - dt.date(year, 1, 1)).days / 365.25
        weight = 0.5 ** (years / in_force["half_life_years"])
        steps.append({"told": told, "year": year, "size": size, "direction": direction, "kind": kind,
                      "points": points, "years": years, "weight": weight, "product": points * weight})  # fmt: skip
    return {"as_at": as_at, **reads.summed(steps, in_force)}
