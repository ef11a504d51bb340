"""Every kind of fault at full counts: `make soak`, or `python -m tests.faults [--only kill,disk] [--seed N]`.

Prints what was tried, how often, and what went wrong; exit code 1 if anything did. RELIABILITY.md holds a run's
figures.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from tests.faults import scenarios

SEED = 2026


def say(text: str) -> None:
    """How a long run is getting on."""
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    """Run the scenarios asked for and print their figures."""
    every = scenarios.every()
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__.split("\n\n")[0])
    parser.add_argument("--only", type=lambda text: text.split(","), metavar="NAME,…", help=", ".join(every))
    parser.add_argument("--seed", type=int, default=SEED, help=f"another draw of what is by chance (default: {SEED})")
    parser.add_argument("--few", action="store_true", help="the counts of the test suite instead of the full ones")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the figures as JSON too")
    chosen = parser.parse_args()
    if unknown := set(chosen.only or ()) - set(every):
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}; there are {', '.join(every)}")
    told = {}
    for name in chosen.only or every:
        with tempfile.TemporaryDirectory(prefix=f"faults-{name}-") as folder:
            trial = scenarios.Trial(chosen.seed, not chosen.few, Path(folder), say)
            started = time.monotonic()
            every[name].run(trial)
        seconds = round(time.monotonic() - started)
        told[name] = {
            "promise": every[name].promise, "figures": trial.figures, "wrong": trial.wrong, "seconds": seconds,
        }  # fmt: skip
        print(f"\n{name}: {every[name].promise} (seed {chosen.seed}, {seconds} s)", flush=True)
        for figure, value in trial.figures.items():
            print(f"  {figure}: {value}")
        print(f"  went wrong: {len(trial.wrong)}")
        for one in trial.wrong:
            print(f"    {one}")
        sys.stdout.flush()
        if chosen.json:
            chosen.json.write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8")
    return 1 if any(one["wrong"] for one in told.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
