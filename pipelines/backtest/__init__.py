"""Do the labels mean anything? Freeze the data at a date, label with what was known then, look at what came next.

`backtest` works on the build being served and writes tables and a summary to a folder. Specification: METHOD.md,
"Proof". Left out: any change to what is served.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from pipelines import reads
from pipelines.backtest import clusters, figures, freeze, stability, verdict, write

SEED, DRAWS = 2026, 1000
Say = Callable[[str], None]


def backtest(
    served: reads.Served,
    freezes: Sequence[dt.date],
    out: Path,
    horizon: int | None = None,
    seed: int = SEED,
    draws: int = DRAWS,
    say: Say = lambda text: None,
) -> dict:
    """Back-test the served build at each date and write the tables and summary.json; returns the summary.

    `horizon`: only next inspections within so many months count. Raises NothingLater.
    """
    freezes = sorted(set(freezes))
    con = freeze.opened(served.path)
    try:
        freeze.check(con, freezes)
        say(f"Labelling as at {', '.join(map(str, freezes))}")
        freeze.frozen(con, served, freezes)
        facts, tables = measured(con, freezes, horizon, figures.Chance(seed, draws), say)
        build = reads.build(served)
        in_force = {row["parameter"]: row["value"] for row in reads.parameters(served)}
        say("Leaving out one inspection at a time")
        tables["stability"] = stability.dropped(con, build["as_at"], in_force)
        say("Halving and doubling each parameter")
        tables["sensitivity"] = stability.sensitivity(con, build["as_at"], in_force, say)
    finally:
        con.close()
    verdicts = judged(facts, tables)
    summary = {
        "build_id": build["build_id"], "as_at": build["as_at"], "built_at": build["built_at"],
        "is_sample": build["is_sample"],
        "command": command(freezes, horizon, seed, draws), "horizon_months": horizon, "seed": seed, "draws": draws,
        "few_events": clusters.FEW_EVENTS, "few_authorities": clusters.FEW_AUTHORITIES,
        "intervals": "95 %. Rates: Wilson's. Lift, AUC and differences: local authorities drawn again, middle 95 %.",
        "releases": [
            {name: one[name] for name in ("file_name", "as_at", "coverage", "layout")} for one in reads.releases(served)
        ],
        "parameters": in_force, "freezes": facts, "verdicts": verdicts,
        "cautions": [one for fact in facts for one in verdict.cautions(fact)],
    }  # fmt: skip
    write.write(out, summary, tables)
    return write.plain(summary)


def measured(
    con: duckdb.DuckDBPyConnection,
    freezes: Sequence[dt.date],
    horizon: int | None,
    chance: figures.Chance,
    say: Say = lambda text: None,
) -> tuple[list[dict], dict[str, list[dict]]]:
    """The facts of every freeze, and the tables' rows, from the table `frozen` and the build attached as `served`."""
    freeze.outcome(con, horizon)
    counts = {row.pop("freeze"): row for row in stability.rows(con, "counts", {})}
    later = dict(con.execute("SELECT as_at, coverage <> 'partial' FROM served.staging.release ORDER BY 2").fetchall())
    facts, parts = [], []
    for day in freezes:
        say(f"Looking at what came after {day}")
        found, tables = figures.of_freeze(con, day, chance)
        reconstructed = freeze.is_reconstructed(con, day)
        ends = _months_on(con, day, horizon) if horizon else max(later)
        facts.append({
            "freeze": day, "is_reconstructed": reconstructed, "until": min(ends, max(later)), "oldest": min(later),
            "is_whole_later": any(is_whole for on, is_whole in later.items() if on > day),
            "ranked": figures.POPULATIONS[reconstructed], **(counts.get(day) or _nobody(counts)), **found,
        })  # fmt: skip
        parts.append(tables)
    say("Dealing histories out again")
    null, draws = figures.of_null(con, chance)
    return facts, figures.merged(parts) | {"null": null, "null_draws": draws}


def _months_on(con: duckdb.DuckDBPyConnection, day: dt.date, months: int) -> dt.date:
    found = con.execute("SELECT ($day::DATE + to_months($months::INTEGER))::DATE", {"day": day, "months": months})
    return found.fetchall()[0][0]


def _nobody(counts: dict) -> dict:
    names = next(iter(counts.values()), ())
    return dict.fromkeys(names, 0)


def judged(facts: list[dict], tables: dict) -> list[dict]:
    """Every verdict: those on each freeze, then those on the permutation test."""
    told = []
    for fact in facts:
        ranking, subgroups = (
            [row for row in tables[name] if row["freeze"] == fact["freeze"]] for name in ("ranking", "subgroups")
        )
        if ranking:
            told += [{"freeze": fact["freeze"], **one} for one in verdict.of_freeze(fact, ranking, subgroups)]
    overall = [row for row in tables["null"] if row["provider_type"] == "all"]
    return [*told, *({"freeze": None, **verdict.of_null(row)} for row in overall)]


def command(freezes: Sequence[dt.date], horizon: int | None, seed: int, draws: int) -> str:
    """The command line that makes these figures again from the same build."""
    words = ["python -m pipelines backtest --freeze", *map(str, freezes)]
    words += ["--horizon", str(horizon)] if horizon else []
    return " ".join([*words, "--seed", str(seed), "--draws", str(draws)])
