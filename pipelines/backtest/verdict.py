"""What the figures amount to, in sentences, by the rules of declared/verdicts.csv.

A rule looks only at the interval of a figure and at how many falls stand behind it; the sentence is the declared one
with the figures put in. Left out: any judgement the table does not state.
"""

import datetime as dt
import math
from collections.abc import Iterator, Mapping

from pipelines import declared, domain, shares
from pipelines.backtest import clusters, null

MORE_THAN_CHANCE = 0.025  # either tail of a 95 % interval
FEW_CLUSTERS = 30  # under about this many, intervals from drawing authorities again are too narrow
RIVALS = ("latest grade", "years since inspection", "newest inspection first", "count of changes", "provider type")


def outcome(low: float, high: float, bar: float) -> str:
    """'above', 'below' or 'alike', by where an interval stands to a bar; 'few' where there is no interval."""
    if math.isnan(low) or math.isnan(high):
        return "few"
    return "above" if low > bar else "below" if high < bar else "alike"


def sentence(name: str, values: Mapping[str, object]) -> dict:
    """One verdict: id, about, outcome, condition and sentence, with values put in."""
    (row,) = [row for row in declared.rows("verdicts") if row["id"] == name]
    fixed = {"few": clusters.FEW_EVENTS, "few_authorities": clusters.FEW_AUTHORITIES}
    told = {key: spoken(value) for key, value in {**values, **fixed}.items()}
    for other in ("", "_other"):  # in brackets behind its counts, which stay alone where they are too few for a share
        if f"rate{other}" in values:
            share = shares.of_settings(values[f"fell{other}"], values[f"again{other}"])
            told[f"rate{other}"] = share and f" ({share})"
    return {
        "id": name, "about": row["about"], "outcome": row["outcome"],
        "condition": row["condition"].format_map(told), "sentence": row["sentence"].format_map(told),
    }  # fmt: skip


def spoken(value: object) -> str:
    """A figure as it is said: days in full, counts with commas, others with two figures."""
    if isinstance(value, dt.date):
        return domain.long_date(value)
    if isinstance(value, float):
        if math.isnan(value):
            return "none"
        return f"{value:,.0f}" if value >= 20 else f"{value:.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def of_freeze(facts: Mapping, ranking: list[dict], subgroups: list[dict]) -> Iterator[dict]:
    """The verdicts on one freeze: is the watch tier worth watching, and does our order beat the plain ones?"""
    for about in ("lift", "within"):
        one = facts[about]
        values = {**facts["watch_against_steady"], **one, "freeze": facts["freeze"], "until": facts["until"]}
        yield sentence(f"{about}_{outcome(one['low'], one['high'], 1)}", values)
    for row in subgroups:
        if row["kind"] == "provider type":
            values = {**row, "value": row["lift"], "low": row["lift_low"], "high": row["lift_high"]}
            yield sentence(f"type_{outcome(values['low'], values['high'], 1)}", values)
    rows = {row["ranker"]: row for row in ranking if row["population"] == facts["ranked"]}
    if not rows:  # nobody of the population the order is judged on
        return
    ours = rows["support priority"]
    values = {"again": ours["n_reinspected"], "fell": ours["n_not_secure"], **_hundred(ours, "auc")}
    yield sentence(f"order_{outcome(ours['auc_low'], ours['auc_high'], 0.5)}", values)
    found = {name: outcome(rows[name]["ahead_low"], rows[name]["ahead_high"], 0) for name in RIVALS}
    for name in RIVALS:
        if found[name] != "few":
            values = {"baseline": name, "ours": 100 * ours["auc"], "value": 100 * rows[name]["auc"]}
            yield sentence(f"baseline_{found[name]}", values)
    if few := [name for name in RIVALS if found[name] == "few"]:  # said once: a list of nothing found is no finding
        yield sentence("baseline_few", {"baseline": ", ".join(few)})


def _hundred(row: Mapping, name: str) -> dict[str, float]:
    return {"value": 100 * row[name], "low": 100 * row[f"{name}_low"], "high": 100 * row[f"{name}_high"]}


def of_null(row: Mapping) -> dict:
    """The verdict on the permutation test."""
    if max(row["observed"], row["mean"]) < clusters.FEW_EVENTS:
        found = "few"
    elif row["p"] <= MORE_THAN_CHANCE:
        found = "above"
    else:
        found = "below" if row["p_fewer"] <= MORE_THAN_CHANCE else "alike"
    what = null.COUNTED[row["counted"]]
    return sentence(f"null_{found}", {**row, "what": what[0].upper() + what[1:]})


def cautions(facts: Mapping) -> Iterator[dict]:
    """What one freeze cannot tell."""
    holds = {
        "reconstructed": (facts["is_reconstructed"], facts),
        "comparable": (facts["n_not_comparable"] > 0, {"count": facts["n_not_comparable"]}),
        "partial": (
            not facts["is_reconstructed"] and not facts["is_whole_later"],
            {"count": facts["n_not_listed_later"], "compared": facts["n_compared"]},
        ),
        "censored": (
            facts["n_compared"] > facts["n_reinspected"],
            {"count": facts["n_compared"] - facts["n_reinspected"], "compared": facts["n_compared"]},
        ),
        "clusters": (facts["n_authorities"] < FEW_CLUSTERS, {"authorities": facts["n_authorities"]}),
    }
    for row in declared.rows("verdicts"):
        if row["about"] == "caution":
            is_so, values = holds[row["outcome"]]
            if is_so:
                yield sentence(row["id"], {"freeze": facts["freeze"], "until": facts["until"], **values})
