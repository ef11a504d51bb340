"""Several builds of one warehouse at once: one builds, the others say that it does, and nothing comes to harm."""

import shutil
from pathlib import Path

from pipelines import errors, sample
from tests import fixtures
from tests.faults import jobs
from tests.faults.scenarios import Trial, scenario


@scenario("together", "of builds started at once one builds, the others end with exit code 14, and no harm is done")
def together(trial: Trial) -> None:
    """Rounds of two builds at once, then four, from an empty warehouse and onto a build that serves."""
    raw = trial.folder / "raw"
    sample.write_sample(raw)
    for number in range(trial.count(2, 12)):
        warehouse = trial.folder / "warehouse"
        if number % 3 == 0:
            shutil.rmtree(warehouse, ignore_errors=True)
        ended = at_once(2 if number % 2 == 0 else 4, raw, warehouse, f"2026-0{1 + number % 6}-15")
        codes = sorted(code for code, _ in ended)
        trial.add("rounds")
        trial.add("builds that built", codes.count(0))
        trial.add("builds that said another is running", codes.count(errors.BuildInProgress.exit_code))
        if codes[0] != 0 or set(codes) - {0, errors.BuildInProgress.exit_code}:
            trial.fault(f"exit codes {codes}: {[said[-200:] for _, said in ended]}")
        jobs.served(trial.folder)
        if left := fixtures.strays(warehouse):
            trial.fault(f"left astray: {left}")


def at_once(count: int, raw: Path, warehouse: Path, as_at: str) -> list[tuple[int, str]]:
    """Start so many builds; the exit code of each and what it said."""
    running = [
        fixtures.started("build", "--raw", raw, "--warehouse", warehouse, "--as-at", as_at) for _ in range(count)
    ]
    return [(one.wait(120), one.stderr.read()) for one in running]
