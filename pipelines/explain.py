"""One provider in plain text: every sighting, inspection and step behind its label and scores."""

from pipelines import declared, domain, likeness, reads


def explain(served: reads.Served, urn: str) -> str:
    """Sightings, inspections, changes with their points, the label with its rule, and the scores.

    Raises UnknownProvider.
    """
    one = reads.setting(served, urn)
    history = reads.history(served, one["urn"])
    steps = reads.changes(served, one["urn"])
    sightings = reads.sightings(served, one["urn"])
    build = reads.build(served)
    name = one["provider_name"] or "Name withheld by Ofsted"
    lines = [
        f"{name} · URN {one['urn']}",
        " · ".join(str(one[k]) for k in ("provider_type", "local_authority", "registers", "status") if one[k]),
        f"As at {domain.long_date(one['as_at'])}. {build['source']}",
        *([domain.RECONSTRUCTED] if build["is_reconstructed"] else []),
        *([f"{domain.SAMPLE_NOTICE.capitalize()}."] if build["is_sample"] else []),
        "",
        f"Label: {one['label']}" + (f" (tier: {one['tier']})" if one["tier"] else ""),
        f"Rule: {reads.words()[one['label']]['rule']}",
        f"Why: {one['reason']}",
        f"Flags beside it: {', '.join(one['flags']) or 'none'}",
        f"May affect funded places: {one['may_affect_funded_places'] or 'no'}",
        "",
        "Listed in the releases as at: "
        + ", ".join(f"{domain.long_date(r['as_at'])} ({r['layout']})" for r in reads.appearances(served, one["urn"])),
        "",
        f"Sightings ({len(sightings)}):",
        *(_sighting(item) for item in sightings),
        "",
        f"Inspections ({len(history)}):",
    ]
    for item in history:
        state = f"{item['band']}" if item["is_scored"] else f"not scored: {item['unscored_reason']}"
        whose = f"  of the earlier registration {item['from_urn']}" if item["from_urn"] else ""
        seen = ", ".join(day.isoformat() for day in item["releases"] or [])
        lines.append(f"  {item['inspected_on']}  {item['words']}  [{state}]{whose}  seen in the releases as at {seen}")
        lines += [
            f"      differs in the release as at {c['as_at']}: {c['column_name']} {c['other']} (kept: {c['kept']})"
            for c in item["conflicts"]
        ]
    lines += ["", f"Steps between scored inspections ({len(steps)}):"]
    for step in steps:
        kinds = [
            word
            for word in ("crossing", "reversal", "recovery", "relapse", "bounce", "provisional")
            if step[f"is_{word}"]
        ]
        lines.append(
            f"  {step['from_on']} → {step['to_on']}  {step['from_words']} → {step['to_words']}  {step['direction']}, "
            f"size {step['size']}{', ' if kinds else ''}{', '.join(kinds)}: points {step['points']:g} × weight "
            f"{step['weight']:.4f} ({step['years']:.2f} years)"
        )
    lines += ["", *_scores(one, steps)]
    if told := likeness.told(served, one["urn"]):
        lines += ["", f"Settings like this one: {told}"]
    lines += _registrations(reads.lineage(served, one["urn"]))
    return "\n".join(lines)


def _sighting(item: dict) -> str:
    number = f", number {item['inspection_number']}" if item["inspection_number"] else ""
    moved = f", counted as {item['inspected_on']}" if item["inspected_on"] != item["printed_on"] else ""
    return f"  release as at {item['as_at']}: {item['slot']} {item['printed_on']} {item['result']}{number}{moved}"


def _registrations(pairs: list[dict]) -> list[str]:
    """Earlier and later registrations that may be, or are confirmed as, the same setting."""
    told = ["", "Other registrations of this setting:"] if pairs else []
    for pair in pairs:
        points = "" if pair["score"] is None else f", {pair['score']} points of 100"
        counts = "" if pair["decision"] == "confirmed" else ", not scored unless confirmed in links.csv"
        told.append(f"  {pair['side']}: URN {pair['other_urn']}  {pair['decision']}{points}{counts}")
        told += [f"      {reason}" for reason in pair["reasons"]]
    return told


def _share(value: float) -> str:
    """A share in whole percent; never 100 % of a group the provider itself is in."""
    return "over 99%" if 0.995 <= value < 1 else f"{value:.0%}"


def _scores(one: dict, steps: list[dict]) -> list[str]:
    if one["volatility"] is None:
        return ["Scores: not scored (fewer than two scored inspections)."]
    values = declared.parameters()
    weights = sum(step["weight"] for step in steps)
    told = []
    for name in ("volatility", "decline"):
        share = one[f"{name}_share_below"]
        beside = (
            f"higher than {_share(share)} of {one['peer_count']:,} scored settings of its type"
            if share is not None
            else ""
        )
        told.append(f"{name.capitalize()}: {one[name]:.2f} of 100{'; ' if beside else ''}{beside}")
    most = 2 * values["crossing_factor"] * values["relapse_factor"]
    return [
        *told,
        f"Each is 100 × Σ(weight × points) ÷ ({values['evidence_pull']:g} + Σ weight {weights:.4f}) ÷ {most:g}.",
        f"Evidence: {one['evidence']} ({one['scored_count']} scored inspections).",
    ]
