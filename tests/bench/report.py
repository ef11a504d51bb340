"""Measurements as medians with their range, beside their targets, in Markdown."""

import datetime as dt
import importlib.metadata
import os
import platform
import statistics
from dataclasses import dataclass, field

PACKAGES = ("duckdb", "streamlit", "pandas", "pyarrow", "altair", "playwright")
SCALES = {"KB": 1000, "MB": 1, "": 1}


@dataclass(frozen=True)
class Figure:
    """One line of the report: what it is, its values round by round, and what it is to reach."""

    number: str
    told: str
    values: list[float]
    reach: float | None
    unit: str = ""
    at_least: bool = False
    hard: bool = False  # a count or a size, as true at small size as at national

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def verdict(self, is_small: bool) -> str:
        if self.reach is None:
            return "no target"
        if is_small and not self.hard:
            return "too small to judge"
        meets = self.median >= self.reach if self.at_least else self.median <= self.reach
        return "meets" if meets else "**misses**"


@dataclass
class Measured:
    """Everything that was measured, by name, one value a round."""

    values: dict[str, list[float]] = field(default_factory=dict)
    parts: dict[int, dict[str, float]] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, name: str, value: float | None) -> None:
        if value is not None:
            self.values.setdefault(name, []).append(value)

    def ratio(
        self, number: str, told: str, ours: str, other: str, reach: float | None, at_least: bool = False
    ) -> Figure:
        """Ours over the yardstick's, round by round."""
        pairs = zip(self.values.get(ours, []), self.values.get(other, []), strict=True)
        return Figure(number, told, [one / two for one, two in pairs if two], reach, at_least=at_least)

    def plain(
        self, number: str, told: str, name: str, reach: float | None, unit: str = "", hard: bool = False
    ) -> Figure:
        """A figure that is a ratio, a size or a count already."""
        return Figure(number, told, self.values.get(name, []), reach, unit, hard=hard)


def facts(found: Measured) -> dict[str, str]:
    """The machine, the versions and the day."""
    told = {
        "Date": dt.date.today().isoformat(),
        "System": platform.platform(terse=True),
        "Cores": str(os.cpu_count()),
        "Memory": _memory(),
        "Python": platform.python_version(),
    }
    told |= {name: importlib.metadata.version(name) for name in PACKAGES}
    return told | found.facts


def markdown(figures: list[Figure], found: Measured, source: str, rounds: int, is_small: bool) -> str:
    """The whole report."""
    said = ", ".join(f"{name}{' ' if name[0].islower() else ': '}{value}" for name, value in facts(found).items())
    lines = [
        f"{said}.", "",
        f"Releases made from {source}. {rounds} round{'s' if rounds > 1 else ''}, the sides taking turns, every "
        "measurement in a process of its own; median (least – most). S is DuckDB reading every column of the same "
        "files as text; B is a bare Streamlit app with the same table.", "",
    ]  # fmt: skip
    if is_small:
        lines += ["A smoke run: so small that fixed costs rule, so only counts and sizes are judged.", ""]
    lines += ["| # | what | measured | reach | |", "|---|---|---|---|---|"]
    for one in figures:
        scale = SCALES[one.unit]
        shown = _number(one.median / scale)
        if len(one.values) > 1 and min(one.values) != max(one.values):
            shown += f" ({_number(min(one.values) / scale)} – {_number(max(one.values) / scale)})"
        sign = "≥" if one.at_least else "≤"
        reach = "–" if one.reach is None else "0" if one.reach == 0 else f"{sign} {_number(one.reach / scale)}"
        lines.append(f"| {one.number} | {one.told} | {shown} {one.unit} | {reach} {one.unit if one.reach else ''} "
                     f"| {one.verdict(is_small)} |".replace("  ", " "))  # fmt: skip
    for size, parts in found.parts.items():
        longest = ", ".join(f"{name} {seconds:.2f}" for name, seconds in list(parts.items())[:12])
        times = {name: found.values.get(f"{name} {size}", []) for name in ("scan", "build")}
        shown = ", ".join(f"{name} {statistics.median(values):.2f} s" for name, values in times.items() if values)
        lines += ["", f"{size} releases: {shown}. Longest parts of the last build, in seconds (those of files "
                  f"staged side by side overlap): {longest}."]  # fmt: skip
    lines += ["", *found.notes] if found.notes else []
    return "\n".join(lines)


def _number(value: float) -> str:
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _memory() -> str:
    try:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # Windows
        return "not known"
    return f"{total / 2**30:.0f} GiB"
