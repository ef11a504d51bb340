"""Which browser is driven, and what is said where there is none."""

import os
import re
from pathlib import Path

import pytest

from tests.browser import browser


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine without a browser; returns a folder that is its whole PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for name in browser.WINDOWS_ROOTS:
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(0o755)
    return path


def test_the_environment_decides_first(monkeypatch, tmp_path):
    wanted = program(tmp_path / "my-browser")
    monkeypatch.setenv("BROWSER_PATH", str(wanted))
    assert browser.find() == wanted


def test_a_wrong_path_in_the_environment_is_an_error_not_ignored(monkeypatch, tmp_path):
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "nothing-here"))
    with pytest.raises(browser.BrowserMissing, match="nothing-here"):
        browser.find()


@pytest.mark.parametrize("name", browser.ON_PATH)
def test_linux_finds_each_by_name(bare, name):
    wanted = program(bare / (f"{name}.exe" if os.name == "nt" else name))
    assert browser.find("linux") == wanted


@pytest.mark.parametrize("app", ["Google Chrome", "Chromium", "Microsoft Edge"])
def test_macos_finds_applications(bare, app):
    wanted = program(bare / "Applications" / f"{app}.app" / "Contents" / "MacOS" / app)
    assert browser.find("darwin") == wanted


@pytest.mark.parametrize("file", browser.WINDOWS_FILES)
@pytest.mark.parametrize("root", browser.WINDOWS_ROOTS)
def test_windows_finds_program_files(bare, monkeypatch, root, file):
    monkeypatch.setenv(root, str(bare / "Program Files"))
    wanted = program(bare / "Program Files" / file)
    assert browser.find("win32") == wanted


@pytest.mark.parametrize("system", ["linux", "win32"])
def test_where_there_is_none_it_says_what_to_install_one_line_per_system(bare, system):
    with pytest.raises(browser.BrowserMissing) as missing:
        browser.find(system)
    for line in (r"^ +Debian.*apt-get install", r"^ +macOS.*brew install", r"^ +Windows.*winget install"):
        assert len(re.findall(line, str(missing.value), re.M)) == 1


def test_the_sandbox_is_given_up_only_by_root(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    assert "--no-sandbox" not in browser.launch_arguments()
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    assert "--no-sandbox" in browser.launch_arguments()
    assert "--disable-background-networking" in browser.launch_arguments()
