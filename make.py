"""The commands, on every system: `python make.py run` and `python make.py test` (`bench`, `soak`, `screenshots`).

Needs Python 3.11 or newer and nothing else: it makes a virtual environment in .venv, installs the pinned
requirements into it, and goes on from there. `make run` and `make test` call it.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def environment(requirements: str) -> None:
    """Make the virtual environment and install a requirements file, unless that very file is installed already."""
    if not PYTHON.exists():
        print(f"Making a virtual environment in {FOLDER}", flush=True)
        try:
            venv.create(FOLDER, with_pip=True)
        except subprocess.CalledProcessError:
            sys.exit("This Python cannot make virtual environments. On Debian or Ubuntu: sudo apt install python3-venv")
    wanted = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(ROOT.glob("requirements*.txt")))).hexdigest()
    stamp = FOLDER / f".{requirements}.installed"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Installing {requirements}: a few minutes the first time", flush=True)
    call("-m", "pip", "install", "--disable-pip-version-check", "-r", requirements)
    stamp.write_text(wanted)


def call(*arguments: str) -> None:
    """Run the environment's Python in the project folder; stop with its exit code if it fails."""
    try:
        code = subprocess.call([str(PYTHON), *arguments], cwd=ROOT)
    except KeyboardInterrupt:
        code = 130
    if code:
        sys.exit(code)


def run() -> None:
    """Sample releases unless there are real ones, a build unless it is up to date, and the dashboard."""
    environment("requirements.txt")
    raw, ours = ROOT / "data" / "raw", ("fetched.csv", "links.csv", "neighbours.csv", "releases.csv")
    kinds = (".csv", ".ods", ".xlsx", ".xls")
    if not any(path.suffix.lower() in kinds and path.name not in ours for path in raw.glob("*")):
        call("-m", "pipelines", "sample")
    call("-m", "pipelines", "build")
    call("-m", "pipelines", "backtest", "--unless-done")
    print("The dashboard is at http://127.0.0.1:8501 (stop it with Ctrl+C)", flush=True)
    call("-m", "streamlit", "run", "app.py")


def test() -> None:
    """The whole suite on every core; each worker has a browser and an app of its own. Or what pytest is told."""
    environment("requirements-dev.txt")
    if sys.argv[2:]:
        call("-m", "pytest", *sys.argv[2:])
        return
    # Faults are judged by the memory their process holds: in processes that have run nothing else.
    call("-m", "pytest", "--numprocesses", "auto", "--dist", "worksteal", "--ignore", "tests/faults")
    call("-m", "pytest", "tests/faults", "--numprocesses", "auto", "--dist", "worksteal")


def bench() -> None:
    """The benchmark of tests/bench: ratios measured side by side."""
    environment("requirements-dev.txt")
    call("-m", "tests.bench", *sys.argv[2:])


def soak() -> None:
    """Every kind of fault at full counts: kills, full disks, damaged files, builds under load (RELIABILITY.md)."""
    environment("requirements-dev.txt")
    call("-m", "tests.faults", *sys.argv[2:])


def screenshots() -> None:
    """Pictures of every page from sample data, for the README."""
    environment("requirements-dev.txt")
    call("-m", "tests.browser.screenshots", *sys.argv[2:])


VERBS = {verb.__name__: verb for verb in (run, test, bench, soak, screenshots)}

if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 (the reader may have any Python)
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    if len(sys.argv) < 2 or sys.argv[1] not in VERBS:
        sys.exit(f"Say what to do: python make.py {' | '.join(VERBS)}")
    VERBS[sys.argv[1]]()
