"""Find the Chromium, Chrome or Edge that is installed here, and say how it is launched.

Browser tests never download a browser and are never passed over: where none is found, BrowserMissing says what to
install, one line per system.
"""

import os
import shutil
import sys
from pathlib import Path

ON_PATH = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "microsoft-edge-stable",
)  # fmt: skip
MAC_APPS = {"Google Chrome": "Google Chrome", "Chromium": "Chromium", "Microsoft Edge": "Microsoft Edge"}
WINDOWS_FILES = (
    "Google/Chrome/Application/chrome.exe", "Chromium/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe",
)  # fmt: skip
WINDOWS_ROOTS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
INSTALL = """\
The browser tests need Chromium, Chrome or Edge, and none was found. Install one:
  Debian, Ubuntu:  sudo apt-get install -y chromium
  Fedora:          sudo dnf install -y chromium
  macOS:           brew install --cask google-chrome
  Windows:         winget install --id Google.Chrome
or set BROWSER_PATH to the program of one that is installed."""
QUIET = (
    "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-quic",
)  # fmt: skip


class BrowserMissing(Exception):
    """No browser to drive; the message says what to install."""


def find(system: str = sys.platform) -> Path:
    """The program of an installed browser: BROWSER_PATH where it is set, else the first one found."""
    asked = os.environ.get("BROWSER_PATH")
    if asked:
        if not Path(asked).is_file():
            raise BrowserMissing(f"BROWSER_PATH is {asked}, and there is no such program.\n{INSTALL}")
        return Path(asked)
    for path in _places(system):
        if path.is_file():
            return path
    raise BrowserMissing(INSTALL)


def launch_arguments() -> list[str]:
    """No background traffic; no sandbox only for root, for whom Chromium has none."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*QUIET, *(["--no-sandbox"] if is_root else [])]


def _places(system: str) -> list[Path]:
    if system == "win32":
        roots = [Path(os.environ[name]) for name in WINDOWS_ROOTS if os.environ.get(name)]
        return [root / file for file in WINDOWS_FILES for root in roots]
    found = [Path(path) for name in ON_PATH if (path := shutil.which(name))]
    if system == "darwin":
        folders = (Path("/Applications"), Path.home() / "Applications")
        found += [
            folder / f"{app}.app" / "Contents" / "MacOS" / program
            for app, program in MAC_APPS.items() for folder in folders
        ]  # fmt: skip
    return found
