"""The real app, started as a reader starts it: `python -m streamlit run app.py`, on a free port of this machine."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from pipelines import paths

START_SECONDS = 60


class App:
    """One running dashboard over one warehouse. Use as a context manager: it is stopped whatever happens."""

    def __init__(self, warehouse: Path):
        self.warehouse = warehouse
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self._kept = ""

    def __enter__(self) -> "App":
        handle, name = tempfile.mkstemp(prefix="dashboard-", suffix=".log")
        self.log_path = Path(name)
        # Address, telemetry and the rest are left to .streamlit/config.toml: that is what is tested.
        with os.fdopen(handle, "wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.port)],
                cwd=paths.PROJECT, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                env={**os.environ, "SQM_WAREHOUSE": str(self.warehouse), "PYTHONUTF8": "1",
                     "SQM_MINE": os.environ.get("SQM_MINE", f"{self.warehouse}-mine")},
            )  # fmt: skip
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        self._kept = self.log()
        self.log_path.unlink()

    def log(self, start: int = 0) -> str:
        """What the app has printed, from the character at `start` on."""
        if self.log_path.exists():
            return self.log_path.read_text(encoding="utf-8", errors="replace")[start:]
        return self._kept[start:]

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}_stcore/health", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError(f"The app did not start on {self.url}:\n{self.log()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
