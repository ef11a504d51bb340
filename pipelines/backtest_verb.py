"""The verb `backtest`: what later inspections found for each label, from the build being served, into a folder."""

import argparse
import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path

from pipelines import backtest, errors, paths, proof, reads

FEWEST_DRAWS = 40  # with fewer, no count is so rare among them that it could be called more than chance
MOST = 1_000_000


def add(verbs: argparse._SubParsersAction, common: argparse.ArgumentParser, day: Callable[[str], dt.date]) -> None:
    """Add the verb to the command line; `day` reads a date."""
    verb = verbs.add_parser("backtest", parents=[common], help="what later inspections found for each label")
    verb.add_argument("--freeze", type=day, nargs="+", action="extend", default=None, metavar="DATE",
                      help="label with only what was known at each of these dates (YYYY-MM-DD; default: the first "
                      "release, and three years before it)")  # fmt: skip
    verb.add_argument("--horizon", type=_whole(1), default=None, metavar="MONTHS",
                      help="only next inspections within so many months (default: all that are known)")  # fmt: skip
    verb.add_argument("--out", type=Path, default=None, metavar="DIR",
                      help="write to this folder (default: in the warehouse, for the Method page)")  # fmt: skip
    verb.add_argument("--seed", type=_whole(0), default=backtest.SEED, metavar="N",
                      help=f"of what is drawn (default: {backtest.SEED})")  # fmt: skip
    verb.add_argument("--draws", type=_whole(FEWEST_DRAWS), default=backtest.DRAWS, metavar="N",
                      help=f"how often to draw, for intervals and for chance (default: {backtest.DRAWS})")  # fmt: skip
    verb.add_argument("--unless-done", action="store_true",
                      help="do nothing where there is one of this build, or nothing can be told yet")  # fmt: skip
    verb.set_defaults(run=_backtest)


def _whole(least: int) -> Callable[[str], int]:
    """What reads a whole number from `least` on."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= MOST:
            raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from {least} to {MOST:,}")
        return int(text)

    return read


def _backtest(chosen: argparse.Namespace) -> None:
    warehouse = paths.Warehouse(chosen.warehouse or paths.default_warehouse())
    out, served = chosen.out or warehouse.backtest, reads.serve(warehouse)
    say = lambda text: print(text, file=sys.stderr, flush=True)  # noqa: E731
    if chosen.unless_done and proof.read(out, served.pointer["build_id"]):
        say("The back-test is of this build already.")
        return
    freezes = chosen.freeze or proof.freezes(reads.releases(served))
    try:
        summary = backtest.backtest(served, freezes, out, chosen.horizon, chosen.seed, chosen.draws, say)
    except errors.NothingLater as fault:
        if not chosen.unless_done:
            raise
        say(f"No back-test yet: {fault}")
        return
    for one in [*summary["verdicts"], *summary["cautions"]]:
        print(f"- {one['sentence']}")
    print(f"\nTables and summary.json are in {out}")
