"""Many threads asking one opened build at once, as sessions do: every answer is compared with the truth."""

import random
import threading

from pipelines import flagged_list, reads, sample
from tests import fixtures
from tests.faults.scenarios import Trial, scenario

THREADS, QUERIES = 16, 400
TIERS = ("intensive", "targeted", "universal", "watch")


def ask(served: reads.Served, seed: int) -> tuple[int, list[tuple]]:
    """Sixteen threads of four hundred queries; how many were answered, and what was answered wrongly."""
    truth = fixtures.listing(served)
    urns = sorted(truth)
    expected = {tier: sum(one["tier"] == tier for one in truth.values()) for tier in TIERS}
    inspections = dict(
        served.con.cursor().execute("SELECT urn, count(*) FROM served.mart.history GROUP BY urn").fetchall()
    )
    wrong, answered = [], []

    def is_right(draw: random.Random, number: int, urn: str) -> bool:
        if number % 40 == 0:
            tier = draw.choice(TIERS)
            return flagged_list.page(served, {"tier": [tier]}, "priority", 1, 3)["total"] == expected[tier]
        if number % 4:
            steps = reads.changes(served, urn)
            right = len(steps) == max(0, truth[urn]["scored_count"] - 1)
            return right and all(step["urn"] == urn for step in steps)
        if number % 8:
            return reads.setting(served, urn) == truth[urn]
        rows = reads.history(served, urn)
        return len(rows) == inspections.get(urn, 0) and all(row["urn"] == urn for row in rows)

    def run(thread: int) -> None:
        draw = random.Random(f"{seed} {thread}")
        for number in range(QUERIES):
            urn = draw.choice(urns)
            try:
                answered.append(urn)
                if not is_right(draw, number, urn):
                    wrong.append((thread, number, urn))
            except Exception as fault:  # an error is a wrong answer too
                wrong.append((thread, number, repr(fault)))

    threads = [threading.Thread(target=run, args=(thread,)) for thread in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(answered), wrong


@scenario("threads", "sixteen threads of four hundred queries get no wrong answer")
def threads(trial: Trial) -> None:
    """Over the sample build; five rounds in a soak."""
    sample.write_sample(trial.folder / "raw")
    served = fixtures.built(trial.folder / "raw", trial.folder / "warehouse")
    for number in range(trial.count(1, 5)):
        answered, wrong = ask(served, trial.seed + number)
        trial.add("queries answered", answered)
        trial.add("wrong answers", len(wrong))
        for one in wrong[:5]:
            trial.fault(f"thread, query, provider or fault: {one}")
    served.con.close()
