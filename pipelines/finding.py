"""Finding one setting from what a person typed: as the list finds it, likeliest first, else what is spelt nearly so.

Searched is what the list searches: name, URN, postcode and town as published. How a text is compared is said once
(database.search_macro). Left out: the list (pipelines.flagged_list).
"""

import re
from collections.abc import Mapping, Sequence

from pipelines import flagged_list, reads

MOST_WORDS = 8  # of a search looked at for near spellings
WRONG = ((8, 2), (4, 1))  # letters of a word, and how many of these may be wrong
SHORTEST = 3  # text that is looked for so


def settings(served: reads.Served, sought: str, areas: Mapping, beside: Sequence[str], limit: int) -> dict:
    """The settings that match, without those of `beside` (URNs), those of some areas first: rows (up to `limit`; urn,
    provider_name, provider_type, provider_subtype, local_authority), total, and beside (how many of these match)."""
    selected = flagged_list.selection({"find": sought})
    total, here = (
        sum(row["n"] for row in flagged_list.of_view(served, "tally", selected | {"urns": urns}))
        for urns in (None, list(beside))
    )
    asked = _asked(sought, areas, beside, limit)
    rows = flagged_list.of_view(served, "closest", selected | asked)
    return {"rows": rows, "total": total - here, "beside": here}


def near(served: reads.Served, sought: str, areas: Mapping, beside: Sequence[str], limit: int) -> list[dict]:
    """Settings spelt nearly so, the nearest first, as rows of `settings`; none for fewer than three characters."""
    asked = _asked(sought, areas, beside, limit)
    words = reads.rows(served, "sought", find=asked.pop("find"))[0]["words"]
    plain, words = "".join(words), words[:MOST_WORDS]
    if len(plain) < SHORTEST:
        return []
    return reads.rows(served, "near_names", words=words, wrong=list(map(_wrong, words)), plain=plain, **asked)


def _wrong(word: str) -> int:
    """How many letters of a word may be wrong."""
    return 0 if re.search(r"\d", word) else next((wrong for least, wrong in WRONG if len(word) >= least), 0)


def _asked(sought: str, areas: Mapping, beside: Sequence[str], limit: int) -> dict:
    return {
        "find": " ".join(sought.split()), "beside": list(beside), "limit": limit,
        "local_authorities": list(areas.get("local_authority") or ()), "regions": list(areas.get("region") or ()),
        "constituencies": list(areas.get("constituency") or ()),
    }  # fmt: skip
