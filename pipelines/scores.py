"""How the volatility and decline scores of a provider add up from its steps, and the example that shows it.

Left out: what the steps and their points are (sql/mart/change.sql, sql/as_at/score.sql).
"""

import datetime as dt

from pipelines import declared, reads


def added_up(served: reads.Served, urn: str) -> dict:
    """How a provider's scores add up: steps (each with `product`), the sums over them, and what they are put into."""
    steps = [{**step, "product": step["points"] * step["weight"]} for step in reads.changes(served, urn)]
    in_force = {row["parameter"]: row["value"] for row in reads.parameters(served)}
    return _summed(steps, in_force)


def _summed(steps: list[dict], in_force: dict[str, float]) -> dict:
    weights, pull = sum(step["weight"] for step in steps), in_force["evidence_pull"]
    most = 2 * in_force["crossing_factor"] * in_force["relapse_factor"]
    moves = sum(step["product"] for step in steps)
    declines = sum(step["product"] for step in steps if step["direction"] == "decline")
    return {
        "steps": steps, "weights": weights, "moves": moves, "declines": declines, "pull": pull, "most": most,
        "volatility": 100 * moves / (pull + weights) / most, "decline": 100 * declines / (pull + weights) / most,
    }  # fmt: skip


def worked_example() -> dict:
    """The method's example under the parameters in force: as_at, and as `added_up` gives it.

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
    return {"as_at": as_at, **_summed(steps, in_force)}
