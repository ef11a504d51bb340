"""The words the product uses in a sense of its own, in plain English, with the parameters in force filled in."""

from functools import cache

from pipelines import declared


@cache
def terms() -> tuple[dict[str, str], ...]:
    """Every term in order: term, meaning, see (the heading of the method page that says more)."""
    return tuple({**row, "meaning": declared.fill(row["meaning"])} for row in declared.rows("glossary"))
