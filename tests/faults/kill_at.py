"""Run a verb that kills itself, as `kill -9` would, at the nth moment something is about to change or has changed.

Usage: python -m tests.faults.kill_at N FOLDER VERB ARGUMENT… With N = 0 nothing is killed, and every moment is printed.
A moment stands before and after each SQL statement, each change to a file or folder under FOLDER that Python makes
(DuckDB's own writing is met by killing at points in time instead), each flush to disk and each call to another host.
"""

import os
import signal
import sys
import threading
from pathlib import Path

import duckdb

CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "os.link", "os.symlink", "shutil.copyfile"}
OTHER_HOSTS = {"socket.connect"}
WRITES = os.O_WRONLY | os.O_RDWR


class Moments:
    """Counts moments, and dies at the one it was told."""

    def __init__(self, at: int, folder: str):
        self.at, self.folder, self.passed = at, folder, 0
        self.told: list[str] = []
        self._lock = threading.Lock()

    def moment(self, what: str) -> None:
        """One more chance to die."""
        with self._lock:
            self.passed += 1
            if self.at:
                if self.passed == self.at:
                    os.kill(os.getpid(), signal.SIGKILL)
            else:
                self.told.append(what)

    def watch(self, event: str, arguments: tuple) -> None:
        """An audit hook: Python says what it is about to do to a file."""
        if event in OTHER_HOSTS:
            self.moment(event)
        elif event == "open":
            path, mode, flags = arguments
            if self._is_ours(path) and (flags & WRITES if isinstance(flags, int) else set(mode or "") & set("wax+")):
                self.moment(f"open {Path(os.fsdecode(path)).name} to write")
        elif event in CHANGES and any(self._is_ours(one) for one in arguments):
            self.moment(f"{event} {Path(os.fsdecode(arguments[0])).name}")

    def around(self, owner: object, name: str) -> None:
        """A moment before and after each call of a function."""
        plain = getattr(owner, name)

        def counted(*arguments: object, **options: object) -> object:
            self.moment(f"before {name}")
            result = plain(*arguments, **options)
            self.moment(f"after {name}")
            return result

        setattr(owner, name, counted)

    def _is_ours(self, path: object) -> bool:
        return isinstance(path, str | bytes | os.PathLike) and os.fsdecode(path).startswith(self.folder)


class Connection:
    """A DuckDB connection whose every statement is two moments."""

    def __init__(self, con: duckdb.DuckDBPyConnection, moments: Moments):
        self._con, self._moments = con, moments

    def __getattr__(self, name: str) -> object:
        return getattr(self._con, name)

    def execute(self, statement: str, *rest: object) -> object:
        """Run a statement between two moments."""
        self._moments.moment(f"before {statement[:60]!r}")
        result = self._con.execute(statement, *rest)
        self._moments.moment(f"after {statement[:60]!r}")
        return result

    def close(self) -> None:
        """Close it between two moments: DuckDB may write then."""
        self._moments.moment("before a database is closed")
        self._con.close()
        self._moments.moment("after a database is closed")


def main(at: int, folder: str, arguments: list[str]) -> int:
    """Run the verb with every moment counted; its exit code, if it lives."""
    from pipelines import __main__ as command_line

    moments = Moments(at, folder)
    connect = duckdb.connect
    duckdb.connect = lambda *given, **options: Connection(connect(*given, **options), moments)
    for owner, name in ((os, "replace"), (os, "fsync")):
        moments.around(owner, name)
    sys.addaudithook(moments.watch)
    code = command_line.main(arguments)
    print("\n".join(moments.told))
    return code


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2], sys.argv[3:]))
