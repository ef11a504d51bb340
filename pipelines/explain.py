"""One provider in plain text, in the words of its page, with every mention behind its label and scores."""

from collections.abc import Iterator, Mapping

from pipelines import domain, glossary, likeness, reads, relevant_support, scores, sentences, windows


def explain(served: reads.Served, urn: str) -> str:
    """What the setting's page says: label, reason, rule, inspections, support, points, and where each comes from.

    Raises UnknownProvider.
    """
    one = reads.setting(served, urn)
    history = reads.history(served, one["urn"])
    parts = [
        _standing(served, one),
        _titled(sentences.HAPPENED, _history(history) if history else iter([sentences.NO_INSPECTION])),
        _titled(sentences.RELEVANT, _support(served, one)) if history else (),
        _titled(sentences.LIKE, filter(None, [likeness.told(served, one["urn"])])),
        _titled(sentences.ADDS_UP, _sums(served, one)) if history else (),
        _titled("Other registrations of this setting", _registrations(reads.lineage(served, one["urn"]))),
        _titled(sentences.COMES_FROM, _mentions(served, one["urn"])),
    ]
    return "\n\n".join(filter(None, ("\n".join(lines) for lines in parts)))


def _titled(title: str, lines: Iterator[str]) -> list[str]:
    """A part under its title; nothing where there is nothing in it."""
    told = [f"  {line}" for line in lines]
    return [title, *told] if told else []


def _standing(served: reads.Served, one: Mapping) -> Iterator[str]:
    """Who it is, as at when, its label and why, as the page begins."""
    build, words = reads.build(served), glossary.words()
    yield f"{sentences.name_of(one)} · URN {one['urn']}"
    yield sentences.who(one)
    yield f"As at {domain.long_date(one['as_at'])}. {build['source']}"
    if build["is_reconstructed"]:
        yield domain.RECONSTRUCTED
    if build["is_sample"]:
        yield f"{domain.SAMPLE_NOTICE.capitalize()}."
    yield ""
    also = ", ".join(words[flag]["display"] for flag in one["flags"])
    label = words[one["label"]]["display"] + (f", also {also}" if also else "")
    yield f"{words[one['tier']]['display']}: {label}" if one["tier"] else label
    yield one["reason"]
    yield sentences.rule_and_evidence(one)
    yield from filter(None, [sentences.last_seen(one), sentences.FUNDED.get(one["may_affect_funded_places"] or "")])
    if one["is_in_scope"]:
        yield f"Next inspection. {windows.told(windows.window(served, one['urn']))}"


def _history(history: list[dict]) -> Iterator[str]:
    for item in history:
        band = f"{item['band'].capitalize()}. " if item["band"] else ""
        whose = f", of the earlier registration {item['from_urn']}" if item["from_urn"] else ""
        counts = f"Counts {sentences.counts(item).lower()}" if item["is_scored"] else sentences.counts(item)
        third = f" {sentences.THIRD_GRADE}" if item["is_satisfactory"] else ""
        yield f"{domain.long_date(item['inspected_on'])}{whose}: {item['words']}. {band}{counts}.{third}"


def _support(served: reads.Served, one: Mapping) -> Iterator[str]:
    found = relevant_support.of_setting(served, one["urn"])
    if not found:
        yield sentences.NO_SUPPORT if one["band"] in (None, "secure") else sentences.NO_AREAS
    for theme in found:
        weak = "; ".join(f"{sentences.because(it)}, {domain.long_date(it['inspected_on'])}" for it in theme["because"])
        yield f"{sentences.result(theme['theme'])} ({weak})"


def _sums(served: reads.Served, one: Mapping) -> Iterator[str]:
    if one["volatility"] is None:
        yield sentences.not_scored(one)
        return
    sums = scores.added_up(served, one["urn"])
    for step in sums["steps"]:
        kinds = sentences.kinds(step)
        yield (
            f"{step['from_words']} → {step['to_words']}: {sentences.moved(step)}{f' ({kinds})' if kinds else ''}, "
            f"{step['points']:g} points × weight {step['weight']:.4f} ({step['years']:.2f} years ago) = "
            f"{step['product']:.4f}"
        )
    yield sentences.formula("Volatility", "moves", sums)
    yield sentences.formula("Decline", "declines", sums)
    yield sentences.formula_words(one, sums)


def _registrations(pairs: list[dict]) -> Iterator[str]:
    """Earlier and later registrations that may be, or are confirmed as, the same setting."""
    for pair in pairs:
        points = "" if pair["score"] is None else f", {pair['score']} points of 100"
        counts = "" if pair["decision"] == "confirmed" else ", not scored unless confirmed in links.csv"
        yield f"{pair['side']}: URN {pair['other_urn']}  {pair['decision']}{points}{counts}"
        yield from (f"    {reason}" for reason in pair["reasons"])


def _mentions(served: reads.Served, urn: str) -> Iterator[str]:
    """Every release that lists it, every mention of an inspection as a release gives it, and what differs."""
    for release in reads.appearances(served, urn):
        layout = sentences.layout(release["layout"])
        yield f"Listed in the release as at {domain.long_date(release['as_at'])} ({layout})"
    for one in reads.sightings(served, urn):
        number = f", number {one['inspection_number']}" if one["inspection_number"] else ""
        is_moved = one["inspected_on"] != one["printed_on"]
        counted = f", counted as {domain.long_date(one['inspected_on'])}" if is_moved else ""
        yield (
            f"Release as at {domain.long_date(one['as_at'])}: {one['slot']}, {domain.long_date(one['printed_on'])}, "
            f"{one['result']}{number}{counted}"
        )
    for item in reads.history(served, urn):
        when = domain.long_date(item["inspected_on"])
        yield from (f"Inspection of {when}. {said}" for said in sentences.differences(item))
