"""Training needs: which support is relevant to the most flagged settings of an area, and which settings these are.

The rule of pipelines.relevant_support, asked of every flagged setting in one question: what the latest inspections
found weak, mapped to themes by declared/support_themes.csv, which an authority may edit. Left out: what any support
leads to.
"""

from collections.abc import Mapping

from pipelines import comparison, database, declared, domain, judgements, reads, relevant_support, shares

NOT_MET = "not met"
HEAD = "Weak, of all judged"  # of the column that has every setting of a theme
EVERYWHERE = ("safeguarding",)  # judged in every framework, so it is among the areas of none


def needs(served: reads.Served, areas: Mapping) -> dict:
    """Of the flagged settings of these areas (as a view's filters name them): flagged, judged and weak, how many
    there are, were judged in any area at the latest inspections, and had any of these weak; in_common, how many were
    judged in every theme that is compared; oldest, the date of the oldest inspection that a count rests on (None:
    none); and themes, in the order that `order` says.

    A theme: theme, display (the areas it answers to), judged (settings judged in one of these: what its settings are
    out of), oldest and newest (the dates of the inspections that judged them; None: none), results [{display, result,
    settings}], settings, each with `because` [{display, result, inspected_on}], and weak_in_common, how many of these
    are among those in common (None where the theme is not compared). A setting counts once in a theme however many of
    its areas are weak, and in every theme it has a weak area of.
    """
    themes = {row["theme"]: {"theme": row["theme"], "display": [], "judged": 0, "days": [], "settings": []}
              for row in relevant_support.themes()}  # fmt: skip
    for row in relevant_support.themes():
        themes[row["theme"]]["display"].append(row["display"])
    everyone = _settings(served, areas)
    judged_in = {setting["urn"]: _judged_in(setting["areas"]) for setting in everyone}
    for setting in everyone:
        for theme, days in judged_in[setting["urn"]].items():
            themes[theme]["judged"] += 1
            themes[theme]["days"] += days
        for one in _support(setting["areas"]):
            about = {name: setting[name] for name in
                     ("urn", "provider_name", "provider_type", "local_authority", "label", "tier")}  # fmt: skip
            themes[one["theme"]]["settings"].append({**about, "because": one["because"]})
    compared = _of_every_framework() & {name for name, theme in themes.items() if theme["judged"]}
    common = {urn for urn, names in judged_in.items() if compared and compared <= names.keys()}
    found = [_told(theme, common if theme["theme"] in compared else None) for theme in themes.values()]
    return {
        "flagged": len(everyone), "judged": sum(map(bool, judged_in.values())), "in_common": len(common),
        "weak": len({setting["urn"] for theme in found for setting in theme["settings"]}),
        "oldest": min((theme["oldest"] for theme in found if theme["oldest"]), default=None),
        "themes": sorted(found, key=lambda theme: _place(theme, len(common))),
    }  # fmt: skip


def _judged_in(areas: Mapping) -> dict[str, list]:
    """The themes a setting was judged for, each with the dates of the inspections that did it."""
    told: dict[str, list] = {}
    for row in relevant_support.themes():
        if row["area"] in areas:
            told.setdefault(row["theme"], []).extend(day for _, day, _ in areas[row["area"]])
    return told


def _of_every_framework() -> set[str]:
    """The themes that have an area in each framework: whoever is judged in full is judged for all of these. The others
    rest on inspections of one framework or on visits without a grade, so they are compared with none."""
    frameworks: dict[str, set[str]] = {}
    for row in declared.rows("areas"):
        frameworks.setdefault(row["family"], set(EVERYWHERE)).add(row["area"])
    pairs = relevant_support.themes()
    return set.intersection(*({row["theme"] for row in pairs if row["area"] in areas} for areas in frameworks.values()))


def _told(theme: dict, common: set[str] | None) -> dict:
    """A theme as `needs` gives it; common: whom it is compared among (None: not compared)."""
    days, weak = theme.pop("days"), theme["settings"]
    return {
        **theme, "results": _results(weak), "oldest": min(days, default=None), "newest": max(days, default=None),
        "weak_in_common": None if common is None else sum(setting["urn"] in common for setting in weak),
    }  # fmt: skip


def _place(theme: Mapping, in_common: int) -> tuple:
    """What puts a theme in its order: those compared first, by share among the settings in common where these are
    enough for one; else, and among equals, by number of settings."""
    weak, common = len(theme["settings"]), theme["weak_in_common"]
    return common is None, -common if common and in_common >= comparison.few_settings() else 0, -weak


def years(theme: Mapping) -> str:
    """When the settings of a row were inspected, in years."""
    if not theme["judged"]:
        return ""
    first, last = theme["oldest"].year, theme["newest"].year
    return f"Inspected {first} to {last}" if first != last else f"Inspected {first}"


def in_common(theme: Mapping, found: Mapping) -> str:
    """How many of the settings in common have a weak area of this theme, with the share where one may be given."""
    if theme["weak_in_common"] is None:
        return "Not compared"
    share = shares.of_settings(theme["weak_in_common"], found["in_common"])
    return f"{theme['weak_in_common']:,}" + (f" ({share})" if share else "")


def head(found: Mapping) -> str:
    """The name of the column of `in_common`."""
    return f"Weak, of the {found['in_common']:,} judged in all"


def order(found: Mapping) -> str:
    """In which order the themes of `needs` stand, in words, and what may be compared."""
    few, common, of = comparison.few_settings(), found["in_common"], f"{found['flagged']:,} flagged settings"
    if common >= few:
        told = (
            f"Rows are compared among the {common:,} of {of} that were judged in all of them; the largest share of "
            "these comes first."
        )
    else:
        told = (
            f"Most settings first: {common:,} of {of} were judged in all rows compared, and of fewer than {few} no "
            "share is given. Older inspections judged fewer areas, so a row that few were judged in may be short for "
            "that reason alone."
        )
    if any(theme["weak_in_common"] is None and theme["judged"] for theme in found["themes"]):
        told += " Rows that only some kinds of inspection judge come last and are not compared."
    return told


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
        area: sorted(code for code in codes if judgements.band(area, code) in ("below", "serious"))
        for area in ("", "safeguarding")
    }
    pairs = relevant_support.themes()
    return {
        "tiers": domain.FLAGGED_TIERS, "weak": weak[""], "weak_safeguarding": weak["safeguarding"],
        "areas": [row["area"] for row in pairs], "themes": [row["theme"] for row in pairs],
    }  # fmt: skip


def _settings(served: reads.Served, areas: Mapping) -> list[dict]:
    """Each flagged setting once, with what was judged: areas {area: [(result, date, is_weak)]}, the newest first."""
    chosen = {name: list(areas[name]) if areas.get(name) else None for name in domain.AREAS}
    settings: dict[str, dict] = {}
    visits = set()
    for row in reads.rows(served, "training_needs", tiers=domain.FLAGGED_TIERS, **chosen):
        setting = settings.setdefault(row["urn"], {**row, "areas": {}})
        band = judgements.band(row["area"], row["result"]) if row["area"] else None
        if band:
            result = domain.called(row["result"], row["inspected_on"])
            found = (result, row["inspected_on"], band in ("below", "serious"))
            setting["areas"].setdefault(row["area"], []).append(found)
        visit = (row["urn"], row["family"], row["inspected_on"])
        if row["outcome"] and visit not in visits:
            visits.add(visit)
            found = (row["words"], row["inspected_on"], row["outcome"].startswith(NOT_MET))
            setting["areas"].setdefault(NOT_MET, []).append(found)
    themed = {row["area"] for row in relevant_support.themes()}
    for setting in settings.values():
        setting["areas"] = {area: found for area, found in setting["areas"].items() if area in themed}
    return list(settings.values())


def _support(areas: Mapping) -> list[dict]:
    """Themes with what they answer to, in the order declared."""
    return relevant_support.answering({
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
