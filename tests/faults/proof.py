"""Does the back-test find what is there, and nothing that is not? Invented worlds with and without a yo-yo trait.

In a world with none, a verdict may say "better than chance" in FALSE_AT_MOST of the seeds; with one planted it must in
FOUND_AT_LEAST. In the third world provider types fall at different rates and nothing else differs: what compares
within types must not be taken in.
"""

import math
from collections import Counter

from pipelines import backtest
from pipelines.backtest import figures
from tests import worlds
from tests.faults.scenarios import Trial, scenario

FALSE_AT_MOST, FOUND_AT_LEAST = 0.06, 0.95  # an interval of 95 % errs upwards in 2.5 % of seeds; the rest is luck
DRAWS = 300
WORLDS = {
    "no trait": (False, (0.08, 0.08), ("lift", "within", "order", "relapse", "yo-yo")),
    "types differ": (False, (0.05, 0.15), ("within", "relapse", "yo-yo")),
    "trait": (True, (0.08, 0.08), ("lift", "within", "order", "relapse", "yo-yo")),
}


def above(seed: int, has_trait: bool, falls: tuple[float, float]) -> set[str]:
    """Which questions a world's verdicts answer with 'better than chance' or 'more than chance'."""
    con = worlds.world(seed, has_trait, falls)
    try:
        facts, tables = backtest.measured(con, [worlds.FREEZE], None, figures.Chance(seed, DRAWS))
    finally:
        con.close()
    told = [one for one in backtest.judged(facts, tables) if one["about"] not in ("baseline", "type")]
    counted = iter(("relapse", "yo-yo"))
    named = [next(counted) if one["about"] == "null" else one["about"] for one in told]
    return {name for name, one in zip(named, told, strict=True) if one["outcome"] == "above"}


@scenario("proof", "the back-test finds a planted yo-yo trait, and none where there is none")
def proof(trial: Trial) -> None:
    """A hundred seeds of each world in a soak."""
    seeds = trial.count(5, 100)
    for name, (has_trait, falls, asked) in WORLDS.items():
        found = Counter()
        for seed in range(seeds):
            found.update(above(trial.seed + seed, has_trait, falls))
            if seed % 20 == 19:
                trial.say(f"{name}: {seed + 1} seeds")
        counts = ", ".join(f"{one} {found[one]}" for one in asked)
        trial.figures[f"{name}, {seeds} seeds, said to be above chance"] = counts
        for one in asked:
            if has_trait and found[one] < math.floor(FOUND_AT_LEAST * seeds + 1e-9):
                trial.fault(f"{name}: {one} found in {found[one]} of {seeds} seeds only")
            if not has_trait and found[one] > math.ceil(FALSE_AT_MOST * seeds):
                trial.fault(f"{name}: {one} said to be above chance in {found[one]} of {seeds} seeds")
