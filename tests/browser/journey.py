"""A user's job from landing to done: steps in plain words, each timed and kept as a picture in tests/browser/artefacts.

The times are there to be read (journeys.md, journeys.json), never asserted: what a step must show is in the tests.
"""

import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from tests.browser.screen import Screen

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"{os.getpid()}"  # the workers of one run write one report


class Journey:
    """One journey: who goes, to do what, and each step taken so far."""

    def __init__(self, folder: Path, name: str, who: str, job: str, screen: Screen):
        self.folder, self.name, self.who, self.job, self.screen = folder, name, who, job, screen
        self.steps: list[dict] = []
        self.pictures = folder / name
        shutil.rmtree(self.pictures, ignore_errors=True)
        self.pictures.mkdir(parents=True)

    @contextmanager
    def step(self, words: str, look_at: Callable[[], object] | None = None) -> Iterator[Screen]:
        """Take a step: what the reader does inside the block is timed, until the page stands still; what the page
        must then show is asserted after it. `look_at` brings into view what the picture is to show."""
        began = time.monotonic()
        yield self.screen
        seconds = round(time.monotonic() - began, 2)
        self.screen.charts_drawn()
        if look_at:
            look_at()
        said = re.sub("[^a-z0-9]+", "-", words.lower())[:60].strip("-")
        picture = self.pictures / f"{len(self.steps) + 1:02}-{said}.png"
        self.screen.page.screenshot(path=picture, animations="disabled")
        self.steps.append({"step": words, "seconds": seconds, "picture": f"{self.name}/{picture.name}"})
        self._write()

    def keep(self, name: str, content: bytes) -> Path:
        """Keep a file that the reader took away, beside the pictures."""
        path = self.pictures / name
        path.write_bytes(content)
        return path

    def _write(self) -> None:
        told = {"run": RUN, "journey": self.name, "who": self.who, "job": self.job, "steps": self.steps}
        (self.pictures / "steps.json").write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8")
        with filelock.FileLock(self.folder / "journeys.lock"):
            read = [json.loads(path.read_text("utf-8")) for path in sorted(self.folder.glob("*/steps.json"))]
            every = [one for one in read if one["run"] == RUN]
            text = json.dumps(every, indent=1, ensure_ascii=False)
            (self.folder / "journeys.json").write_text(text, encoding="utf-8")
            (self.folder / "journeys.md").write_text("\n".join(map(_told, every)), encoding="utf-8")


def _told(one: dict) -> str:
    whole = sum(step["seconds"] for step in one["steps"])
    lines = [f"## {one['who']}: {one['job']}", "", f"{len(one['steps'])} steps, {whole:.1f} seconds of waiting", "",
             "| | step | seconds | picture |", "|---|---|---|---|"]  # fmt: skip
    for number, step in enumerate(one["steps"], 1):
        lines.append(f"| {number} | {step['step']} | {step['seconds']:.2f} | [picture]({step['picture']}) |")
    return "\n".join([*lines, ""])
