"""The ending of a file's name is a promise: a name that says another kind of file than is written is refused.

A name without an ending, or with one that says no kind of file (`list.2025`), is taken as it is.
"""

from collections.abc import Sequence
from pathlib import Path

from pipelines import errors

KINDS = frozenset((  # endings that programs go by
    "csv", "tsv", "parquet", "feather", "arrow", "xls", "xlsx", "xlsm", "xlsb", "ods", "numbers", "json", "xml",
    "txt", "text", "md", "html", "htm", "eml", "msg", "pdf", "doc", "docx", "odt", "rtf", "ppt", "pptx", "odp",
    "png", "jpg", "jpeg", "gif", "svg", "webp", "tif", "tiff", "bmp", "zip", "gz", "tgz", "tar", "7z", "rar",
    "db", "duckdb", "sqlite", "mdb", "accdb",
))  # fmt: skip
PLAIN = ("txt", "text")  # what a CSV is too


def of(out: Path) -> str:
    """The ending of a file's name, in small letters and without its dot."""
    return out.suffix.lower().removeprefix(".")


def check(out: Path, allowed: Sequence[str], told: str) -> None:
    """Raise BadParameter where a name ends as another kind of file than those allowed; `told`: what to do instead."""
    if of(out) in KINDS.difference(allowed):
        raise errors.BadParameter(
            f"{out.name} ends in {out.suffix}, and the file would not hold what its name says. {told}"
        )


def check_page(out: Path, what: str) -> None:
    """The same of a page to print, which is always HTML."""
    told = f"{what} is one HTML file: name it {out.stem}.html, open it in a browser and print it"
    check(out, ("html", "htm"), f"{told}, or save it as PDF there." if of(out) == "pdf" else f"{told}.")
