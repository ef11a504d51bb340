"""Local authority names over time: which authorities of a build a name means, from `declared/local_authorities.csv`.

A merged authority is known by its present name. A split one cannot be told by name: providers last seen under it keep
it ("Cumbria, until 2023"), and asking for it asks for them and for its successors. The SQL that names a provider's
authority (staging/snapshot, mart/provider) reads the same table.
"""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from pipelines import declared, errors
from pipelines.domain import plain_key

NEAREST, LIKENESS = 3, 75  # how many to name where none has the name asked for, and how alike (of 100) they must be
SHORTEST = 3  # letters of a name looked at for near spellings: any fewer are in many
NOT_RECORDED = "Not recorded"  # where Ofsted prints none, as mart/provider.sql and mart/placed.sql write it


def called(name: str, names: Sequence[str]) -> list[str]:
    """The authorities among `names` that a name means, in any spelling or by a former name; empty when none."""
    key = plain_key(name)
    meant = {key}
    for row in declared.rows("local_authorities"):
        shown = [row["local_authority"]]
        if row["successors"]:
            shown += [until(row), *row["successors"].split(";")]
        if key == plain_key(row["printed"]):
            meant |= {plain_key(one) for one in shown}
    return [one for one in names if plain_key(one) in meant]


def until(row: dict[str, str]) -> str:
    """How a split authority is shown once it has ended, as mart/provider.sql writes it."""
    return f"{row['local_authority']}, until {row['ended_on'][:4]}"


def split(name: str) -> dict | None:
    """Of a name shown as split: name, ended_on (ISO text) and successors; None for any other."""
    for row in declared.rows("local_authorities"):
        if row["successors"] and name == until(row):
            return {
                "name": row["local_authority"], "ended_on": row["ended_on"],
                "successors": row["successors"].split(";"),
            }  # fmt: skip
    return None


def is_of_today(area: str) -> bool:
    """Whether an area as a build names it is one of today: none is a split one that has ended, or what has no name."""
    return area != NOT_RECORDED and split(area) is None


def nearest(name: str, names: Sequence[str]) -> list[str]:
    """The authorities among `names` spelt nearly so, the nearest first; empty where none is like it.

    >>> nearest("Kennt", ["Devon", "Kent", "Trafford"])
    ['Kent']
    """
    if len(plain_key(name)) < SHORTEST:
        return []
    found = process.extract(name, names, scorer=fuzz.WRatio, processor=plain_key, limit=NEAREST, score_cutoff=LIKENESS)
    return [one for one, _, _ in found]


def resolved(asked: Sequence[str], names: Sequence[str]) -> list[str]:
    """The authorities among `names` that were asked for, each once. Raises UnknownArea."""
    found = {name: called(name, names) for name in asked}
    if unknown := [name for name in asked if not found[name]]:
        said = f"No local authority called {', '.join(unknown)} is in the loaded releases. "
        meant = [one for name in unknown for one in nearest(name, names)]
        if meant:
            raise errors.UnknownArea(f"{said}Did you mean {' or '.join(dict.fromkeys(meant))}? Give the name so.")
        raise errors.UnknownArea(
            f"{said}They hold {len(names)}: {'; '.join(names[:12])}{'; …' if len(names) > 12 else ''}."
        )
    return list(dict.fromkeys(one for these in found.values() for one in these))
