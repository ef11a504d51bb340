"""What a spreadsheet does to a number that names a setting: thousands marked by commas, or the digits cut short.

A number with commas (2,787,607) is read as the number it was. One cut short (2.519666E+06) may have lost digits, so it
is not read: what happened and what to do is said.
"""

import re

_END = r"(?=[\s;|\"'’]|$|,(?:\s|$))"
_SEVEN = re.compile(rf"(?<![^\s;|\"'’])[1-9],\d{{3}},\d{{3}}(?:\.0+)?{_END}")
_SIX = re.compile(r"(?<![^\r\n\t;|\"'])[1-9]\d{2},\d{3}(?:\.0+)?(?=[\r\n\t;|\"']|$)")  # a whole cell: else two numbers
_SHORT = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,2}", re.I)
_MARK = "\ue000"  # stands for such a comma while a text is cut at commas
TOLD = "a spreadsheet has shortened the number. Format its column there as a number without decimals, and copy it again"


def joined(text: str) -> str:
    """A text with the numbers in it as they were before their thousands were marked.

    >>> joined("2,787,607 and 2,519,666")
    '2787607 and 2519666'
    """
    return _replaced(text, "")


def held_together(text: str) -> str:
    """A text whose numbers are not cut at their commas: `apart` gives the commas back."""
    return _replaced(text.replace(_MARK, " "), _MARK)


def apart(text: str) -> str:
    """A piece of a text that was held together, as it was given."""
    return text.replace(_MARK, ",")


def is_shortened(text: str) -> bool:
    """Whether a cell is a number as a spreadsheet shortens it: 2.519666E+06."""
    return bool(_SHORT.fullmatch(text.strip()))


def _replaced(text: str, mark: str) -> str:
    for shape in (_SEVEN, _SIX):
        text = shape.sub(lambda found: found[0].replace(",", mark), text)
    return text
