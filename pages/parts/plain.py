"""Text from outside (names Ofsted publishes, words in the address) as text and nothing else.

Streamlit reads most text as Markdown: a name could turn into emphasis or a formula, and a word in a shared link into
a picture fetched from elsewhere.
"""

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|$<>~:^@/])")
LONGEST = 60  # of a word from the address: more is no help to the reader


def text(said: str) -> str:
    """Text that Markdown shows as it is; a long one is cut."""
    shown = said if len(said) <= LONGEST else f"{said[:LONGEST]}…"
    return name(shown)


def name(said: str) -> str:
    """The same, uncut."""
    return _SPECIAL.sub(r"\\\1", " ".join(said.split()))
