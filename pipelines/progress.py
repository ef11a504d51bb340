"""A fetch as its keeper sees it: a line per file, and a bar underneath where there is a terminal to draw it on."""

import datetime as dt
import sys
from pathlib import Path

from pipelines import fetch as fetching
from pipelines import gov_uk, paths

WIDTH = 30


class Lines:
    """Lines on the error stream, the last of them a bar while a file comes in."""

    def __init__(self, stream=None):
        self.stream = sys.stderr if stream is None else stream
        self.is_terminal = self.stream.isatty()
        self._drawn = 0
        self._step = None

    def say(self, text: str) -> None:
        """One line, in place of the bar."""
        print(f"{self._wiped()}{text}", file=self.stream, flush=True)

    def bar(self, name: str, came: int, total: int | None) -> None:
        """How much of a file has come, in bytes. Nothing where there is no terminal."""
        step = (name, came >> 18)  # a quarter of a megabyte: no faster than can be seen
        if not self.is_terminal or step == self._step:
            return
        self._step = step
        done = f"{came / 1e6:.1f} of {total / 1e6:.1f} MB" if total else f"{came / 1e6:.1f} MB"
        filled = "#" * int(WIDTH * came / total) if total else ""
        line = f"{name[:40]} [{filled:<{WIDTH}}] {done}"
        wiped, self._drawn = self._wiped(), len(line)
        print(f"{wiped}{line}", end="", file=self.stream, flush=True)

    def _wiped(self) -> str:
        width, self._drawn = self._drawn, 0
        return f"\r{' ' * width}\r" if width else ""


def fetch(raw: Path, since: dt.date | None, dry_run: bool, site: gov_uk.Site | None = None) -> None:
    """Fetch into a folder, saying what is done and what to do next. Raises as fetch.fetch and fetch.check do."""
    lines = Lines()
    outcome = fetching.fetch(raw, since, dry_run, lines.say, lines.bar, site)
    if outcome.new:
        where = "" if raw == paths.RAW else f" --raw {raw}"
        lines.say(f"{len(outcome.new)} new, {outcome.same} unchanged. Now run: python -m pipelines build{where}")
    elif not dry_run and not outcome.failed:
        lines.say(f"Nothing new: the {outcome.same} files wanted are here and unchanged.")
    fetching.check(outcome)
