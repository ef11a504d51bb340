"""The list of what is tried, and what a trial hands back. Each scenario registers itself with @scenario.

Pytest runs a small fixed-seed sample of each; `python -m tests.faults` (`make soak`) runs the full counts. To add one:
a module with a function of one `Trial`, decorated here, and its name in MODULES.
"""

import importlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

MODULES = ("kill", "disk", "fuzz", "together", "sessions", "threads", "proof")


@dataclass
class Trial:
    """One run of a scenario: its seed, whether the full counts are wanted, a scratch folder, and how to speak."""

    seed: int
    is_full: bool
    folder: Path
    say: Callable[[str], None] = lambda text: None
    figures: dict[str, object] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def count(self, few: int, many: int) -> int:
        """How many times: a few in the test suite, many in a soak."""
        return many if self.is_full else few

    def draw(self, *about: object) -> random.Random:
        """A source of chance for one thing, the same for one seed whatever was drawn before."""
        return random.Random(f"{self.seed} {about}")

    def add(self, figure: str, count: int = 1) -> None:
        """Count something."""
        self.figures[figure] = self.figures.get(figure, 0) + count

    def fault(self, text: str) -> None:
        """Something that must not be; said at once, so that a long run need not be waited for."""
        self.wrong.append(text)
        self.say(f"WRONG: {text}")


@dataclass(frozen=True)
class Scenario:
    """One kind of fault: its name, what is promised of it, and what tries it."""

    name: str
    promise: str
    run: Callable[[Trial], None]


_registered: dict[str, Scenario] = {}


def scenario(name: str, promise: str) -> Callable:
    """Register a function as a scenario."""

    def register(run: Callable[[Trial], None]) -> Callable[[Trial], None]:
        _registered[name] = Scenario(name, promise, run)
        return run

    return register


def every() -> dict[str, Scenario]:
    """All scenarios by name, in the order of MODULES."""
    for module in MODULES:
        importlib.import_module(f"tests.faults.{module}")
    return dict(_registered)
