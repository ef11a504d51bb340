"""Run a local build that kills itself, as `kill -9` would, at the nth moment a file or a table is about to change.

Usage: python -m tests.faults.kill_local_at N RAW LOCAL WAREHOUSE. With N = 0 nothing is killed, and the number of
moments is printed.
"""

import os
import signal
import sys
from pathlib import Path

from pipelines import database, local, paths, publish
from pipelines.feed import stage

AT = int(sys.argv[1])
passed = 0


def before(owner: object, name: str) -> None:
    """Count a moment before each call of a function, and die at the one asked for."""
    plain = getattr(owner, name)

    def counted(*arguments: object, **options: object) -> object:
        global passed
        passed += 1
        if passed == AT:
            os.kill(os.getpid(), signal.SIGKILL)
        return plain(*arguments, **options)

    setattr(owner, name, counted)


if __name__ == "__main__":
    for owner, name in (
        (database, "create"), (database, "open_build"), (stage, "_stage_into"), (publish, "flip"), (publish, "sweep"),
        (publish, "write_json"), (os, "replace"), (os, "fsync"),
    ):  # fmt: skip
        before(owner, name)
    local.build_local(Path(sys.argv[2]), paths.Warehouse(Path(sys.argv[3])), paths.Warehouse(Path(sys.argv[4])))
    print(passed)
