"""Training needs: which support is relevant to the most flagged settings of an area, and which settings these are.

The rule of `reads.support`, asked of every flagged setting in one question: what the latest inspections found weak,
mapped to themes by declared/support_themes.csv, which an authority may edit. Left out: what any support leads to.
"""

from collections.abc import Mapping, Sequence

from pipelines import comparison, database, declared, domain, reads

NOT_MET = "not met"


def needs(served: reads.Served, areas: Mapping) -> dict:
    """Of the flagged settings of these areas (as a view's filters name them): flagged, judged and weak, how many
    there are, were judged in any area at the latest inspections, and had any of these weak; oldest, the date of the
    oldest inspection that a count rests on (None: none); and themes, in the order that `order` says.

    A theme: theme, display (the areas it answers to), judged (settings judged in one of these: what its settings are
    out of), results [{display, result, settings}] and settings, each with `because` [{display, result, inspected_on}].
    A setting counts once in a theme however many of its areas are weak, and in every theme it has a weak area of.
    """
    themes = {row["theme"]: {"theme": row["theme"], "display": [], "judged": 0, "results": [], "settings": []}
              for row in reads.support_themes()}  # fmt: skip
    for row in reads.support_themes():
        themes[row["theme"]]["display"].append(row["display"])
    everyone = _settings(served, areas)
    judged = 0
    for setting in everyone:
        judged += bool(setting["areas"])
        for theme in {row["theme"] for row in reads.support_themes() if row["area"] in setting["areas"]}:
            themes[theme]["judged"] += 1
        for one in _support(setting["areas"]):
            about = {name: setting[name] for name in
                     ("urn", "provider_name", "provider_type", "local_authority", "label", "tier")}  # fmt: skip
            themes[one["theme"]]["settings"].append({**about, "because": one["because"]})
    found = [{**theme, "results": _results(theme["settings"])} for theme in themes.values()]
    days = (day for setting in everyone for found_there in setting["areas"].values() for _, day, _ in found_there)
    return {
        "flagged": len(everyone), "judged": judged,
        "weak": len({setting["urn"] for theme in found for setting in theme["settings"]}),
        "oldest": min(days, default=None), "themes": sorted(found, key=_place),
    }  # fmt: skip


def _place(theme: Mapping) -> tuple:
    """What puts a theme in its order: by share where one may be shown, and by number after these."""
    weak, judged = len(theme["settings"]), theme["judged"]
    return (False, -weak / judged, -weak) if judged >= comparison.few_settings() else (True, 0, -weak)


CARE = "Compare rows with care: older inspections judged fewer areas, so each row rests on inspections of its own."


def order(themes: Sequence[Mapping]) -> str:
    """In which order themes stand, in words, and why some have no share."""
    few = comparison.few_settings()
    without = sum(theme["judged"] < few for theme in themes)
    if not without:
        return "Largest share first."
    if without == len(themes):
        return f"Most settings first; no shares, because fewer than {few} were judged in each row."
    return f"Largest share first; then, without a share, rows where fewer than {few} were judged, most settings first."


def statement() -> tuple[str, frozenset[str]]:
    """The statement of the training dataset and the names of its $parameters: the question of `needs`, with what was
    weak and the themes that answer to it."""
    asked, wanted = database.statement("reads", "training_needs")
    text, more = database.statement("reads", "export_training")
    return f"WITH needs AS ({asked}) SELECT * FROM ({text})", wanted | more


def declared_support() -> dict[str, object]:
    """The parameters of `statement` that are declared: which tiers are flagged, which results are weak, and areas
    beside the themes that answer to them."""
    codes = {row["code"] for row in declared.rows("values")}
    weak = {
        area: sorted(code for code in codes if reads.result_band(area, code) in ("below", "serious"))
        for area in ("", "safeguarding")
    }
    pairs = reads.support_themes()
    return {
        "tiers": reads.FLAGGED_TIERS, "weak": weak[""], "weak_safeguarding": weak["safeguarding"],
        "areas": [row["area"] for row in pairs], "themes": [row["theme"] for row in pairs],
    }  # fmt: skip


def _settings(served: reads.Served, areas: Mapping) -> list[dict]:
    """Each flagged setting once, with what was judged: areas {area: [(result, date, is_weak)]}, the newest first."""
    chosen = {name: list(areas[name]) if areas.get(name) else None for name in domain.AREAS}
    settings: dict[str, dict] = {}
    visits = set()
    for row in reads.rows(served, "training_needs", tiers=reads.FLAGGED_TIERS, **chosen):
        setting = settings.setdefault(row["urn"], {**row, "areas": {}})
        band = reads.result_band(row["area"], row["result"]) if row["area"] else None
        if band:
            result = domain.called(row["result"], row["inspected_on"])
            found = (result, row["inspected_on"], band in ("below", "serious"))
            setting["areas"].setdefault(row["area"], []).append(found)
        visit = (row["urn"], row["family"], row["inspected_on"])
        if row["outcome"] and visit not in visits:
            visits.add(visit)
            found = (row["words"], row["inspected_on"], row["outcome"].startswith(NOT_MET))
            setting["areas"].setdefault(NOT_MET, []).append(found)
    themed = {row["area"] for row in reads.support_themes()}
    for setting in settings.values():
        setting["areas"] = {area: found for area, found in setting["areas"].items() if area in themed}
    return list(settings.values())


def _support(areas: Mapping) -> list[dict]:
    """Themes with what they answer to, in the order declared."""
    return reads.answering({
        area: [{"result": result, "inspected_on": day} for result, day, is_weak in found if is_weak]
        for area, found in areas.items()
    })  # fmt: skip


def _results(settings: list[dict]) -> list[dict]:
    """How many settings of a theme had each result in each area; a Not met counts as such, however it is printed."""
    counted: dict[tuple[str, str], int] = {}
    for setting in settings:
        for key in dict.fromkeys((one["display"], _short(one)) for one in setting["because"]):
            counted[key] = counted.get(key, 0) + 1
    return [{"display": display, "result": result, "settings": n} for (display, result), n in sorted(counted.items())]


def _short(one: Mapping) -> str:
    return NOT_MET if one["display"].lower() in (NOT_MET, "safeguarding") else one["result"]
