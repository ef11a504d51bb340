"""The flagged list: which settings a view of it holds, in which order, and how many each choice would hold.

A view is what the address says: the filters, and a search. Files, the map and the briefings go by the same views.
Left out: what is on a setting's own page (pipelines.reads).
"""

from functools import cache

from pipelines import database, declared, domain, reads

FILTERS = (
    "local_authority", "region", "constituency", "provider_type", "provider_subtype", "deprivation_band", "evidence",
    "registers", "tier", "flag", "window",
)  # fmt: skip
ORDERS = ("priority", "volatility", "decline", "inspected", "name")


def options(served: reads.Served) -> dict[str, list[str]]:
    """For each filter, the values that occur, in the order to show them."""
    found: dict[str, list[str]] = {name: [] for name in FILTERS}
    for row in reads.rows(served, "options"):
        found[row["filter"]].append(row["value"])
    found["tier"] = list(domain.TIERS)
    found["flag"] = list(_labels_and_flags())
    found["window"] = list(domain.WINDOWS)
    return found


def selection(filters: dict) -> dict:
    """The values matching.sql takes, from filters as the address gives them.

    Without a tier, a label, a flag or a search, the list is of the three flagged tiers. A search reaches settings
    that have left or are out of scope too, and so does asking for those labels; nothing else does. `urns`, where there
    are any, keeps these providers only; `is_placed` those that have a grid reference.
    """
    values: dict[str, object] = {name: list(filters[name]) if filters.get(name) else None for name in FILTERS}
    if values["window"] is not None:
        values["window"] = [one for answer in filters["window"] for one in domain.TOGETHER.get(answer, [answer])]
    values["urns"] = list(filters["urns"]) if filters.get("urns") is not None else None
    values["is_placed"] = bool(filters.get("is_placed"))
    values["find"] = " ".join((filters.get("find") or "").split()) or None
    if values["tier"] is None and values["flag"] is None and values["find"] is None:
        values["tier"] = domain.FLAGGED_TIERS
    flags = values["flag"] or []
    values["anywhere"] = values["find"] is not None or any(flag in domain.BEYOND_SCOPE for flag in flags)
    return values


def over_view(name: str) -> str:
    """The statement sql/reads/<name>.sql, which reads the settings that match the filters of a view as `chosen`."""
    return "WITH chosen AS ({})\n{}".format(*(database.statement("reads", one)[0] for one in ("matching", name)))


def of_view(served: reads.Served, name: str, values: dict) -> list[dict]:
    """The rows of such a statement, by the values of `selection` and its own."""
    return reads.fetch(served, over_view(name), values)


def listed(filters: dict, order: str, limit: int | None = None, offset: int = 0) -> dict:
    """The values flagged_rows.sql takes: every setting in this order, or a page of them."""
    return selection(filters) | {"order": order if order in ORDERS else ORDERS[0], "limit": limit, "offset": offset}


def page(served: reads.Served, filters: dict, order: str, page: int, page_size: int) -> dict:
    """One page of settings: rows, total, page (the one asked for, or the last there is) and pages."""
    total = sum(row["n"] for row in of_view(served, "tally", selection(filters)))
    pages = max(1, -(-total // page_size))
    page = min(max(1, page), pages)
    found = of_view(served, "flagged_rows", listed(filters, order, page_size, (page - 1) * page_size))
    return {"rows": found, "total": total, "page": page, "pages": pages}


def counts(served: reads.Served, filters: dict) -> dict:
    """What each press would open under the other filters: scope, flagged, tiers {tier: n}, flags {flag: n}; `whenever`:
    the scope without the inspection window; `without_pattern`: those of the scope that are listed where no three graded
    inspections could be, and `lengthened`: those of them of which releases of 2020 to 2023 could show more; `older`:
    those known at an older date only, and `older_on` that date (None: several, or none).
    Tiers go by the primary label; a flag's count holds all that have it.
    """
    every_flag = [flag for flag in _labels_and_flags() if flag not in domain.BEYOND_SCOPE]
    scope = selection(beside(filters) | {"tier": list(domain.TIERS)})
    of_scope = of_view(served, "tally", scope)

    def tally(values: dict) -> list[dict]:  # where nothing else is chosen each is the scope
        return of_scope if values == scope else of_view(served, "tally", values)

    of_tiers = tally(selection({**filters, "tier": list(domain.TIERS)}))
    of_flags = tally(selection({**filters, "flag": every_flag}))
    days = {day for row in of_scope if row["older"] for day in (row["older_from"], row["older_to"])}
    tiers = {tier: sum(row["n"] for row in of_tiers if row["tier"] == tier) for tier in domain.TIERS}
    return {
        "scope": sum(row["n"] for row in of_scope),
        "whenever": sum(row["n"] for row in tally(scope | {"window": None})),
        "without_pattern": sum(row["n"] for row in of_scope if not row["can_show_pattern"]),
        "lengthened": sum(row["n"] for row in of_scope if row["can_be_lengthened"]),
        "older": sum(row["older"] for row in of_scope),
        "older_on": min(days) if len(days) == 1 else None,
        "flagged": sum(tiers[tier] for tier in domain.FLAGGED_TIERS),
        "tiers": tiers,
        "flags": {flag: sum(row["n"] for row in of_flags if flag in row["held"]) for flag in every_flag},
    }


def beside(filters: dict) -> dict:
    """Of a view's filters those that make up its denominator: not the tier, the flag or a search."""
    return {name: filters.get(name) for name in (*FILTERS, "urns") if name not in ("tier", "flag")}


@cache
def _labels_and_flags() -> tuple[str, ...]:
    """Every label and flag a setting can carry."""
    return (*domain.LABELS, *(row["flag"] for row in declared.rows("flags")))
