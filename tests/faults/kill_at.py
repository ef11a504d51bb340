"""Run a build that kills itself, as `kill -9` would, at the nth moment a file or a table is about to change.

Usage: python -m tests.faults.kill_at N RAW WAREHOUSE AS_AT. With N = 0 nothing is killed, and the number of
moments is printed.
"""

import datetime as dt
import os
import signal
import sys
from pathlib import Path

from pipelines import build, database, paths, publish, staging

AT = int(sys.argv[1])
passed = 0


def moment() -> None:
    """One more chance to die."""
    global passed
    passed += 1
    if passed == AT:
        os.kill(os.getpid(), signal.SIGKILL)


def before(owner: object, name: str) -> None:
    """Count a moment before and after each call of a function."""
    plain = getattr(owner, name)

    def counted(*arguments: object, **options: object) -> object:
        moment()
        result = plain(*arguments, **options)
        moment()
        return result

    setattr(owner, name, counted)


if __name__ == "__main__":
    for owner, name in (
        (database, "create"), (database, "open_build"), (staging, "_stage_into"), (publish, "flip"), (publish, "sweep"),
        (publish, "write_json"), (os, "replace"), (os, "fsync"),
    ):  # fmt: skip
        before(owner, name)
    build.build(Path(sys.argv[2]), paths.Warehouse(Path(sys.argv[3])), dt.date.fromisoformat(sys.argv[4]))
    print(passed)
