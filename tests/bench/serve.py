"""Streamlit servers to measure: the dashboard, the dashboard without its CSV button, and the bare app."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

from pipelines import paths

COMMANDS = {
    "ours": ("streamlit", "run", "app.py"),
    "without": ("tests.bench.without_button", "run", "app.py"),
    "bare": ("streamlit", "run", "tests/bench/bare_app.py"),
}
START_SECONDS = 60


@contextlib.contextmanager
def running(side: str, warehouse: str) -> Iterator[str]:
    """One server in a process of its own over one warehouse; gives its address, and stops it whatever happens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "SQM_WAREHOUSE": str(warehouse), "PYTHONPATH": str(paths.PROJECT), "PYTHONUTF8": "1"}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *COMMANDS[side], "--server.port", str(port)], cwd=paths.PROJECT, env=environment,
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            _wait(process, f"http://127.0.0.1:{port}/_stcore/health", log)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)


def _wait(process: subprocess.Popen, health: str, log) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(health, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    log.seek(0)
    raise RuntimeError(f"A server did not start: {log.read()[-2000:].decode(errors='replace')}")
