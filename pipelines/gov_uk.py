"""What GOV.UK publishes: which pages are asked, and which of a page's attachments are wanted, from their titles.

Pages and titles are declared in `declared/sources.csv` and `declared/attachments.csv`. Nothing is downloaded here.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from pipelines import declared
from pipelines.domain import as_at_in, plain_key

ORIGINS = frozenset({"https://www.gov.uk", "https://assets.publishing.service.gov.uk"})  # nothing else is contacted
FORMS = ("csv", "xlsx", "ods")  # of one release in several, the first is taken: the quickest to read
SKIP = "skip"  # declared as not wanted
CONTENT_TYPES = {
    "text/csv": "csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_FORM_WORDS = re.compile(r"\b(csv|ods|xlsx|excel|spreadsheet|version|format|file)\b|[()]", re.I)


@dataclass(frozen=True)
class Page:
    """One page to ask. Of files of one date published at one moment, those of the lower `precedence` stand.

    The address of a page that is not certain follows the pattern of its neighbours: that it is not there is no fault.
    """

    name: str
    url: str
    precedence: int = 1
    is_certain: bool = True

    @property
    def api(self) -> str:
        """Where the content API describes the page: the same path under /api/content."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}/api/content{parts.path}"


@dataclass(frozen=True)
class Site:
    """Where to fetch from: the only origins (scheme, host, port) ever contacted, and the pages."""

    origins: frozenset[str]
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class Attachment:
    """One file a page offers. `kind` is 'providers' or 'inspections'; `published_at` is the page's, in UTC."""

    url: str
    title: str
    page: Page
    kind: str
    as_at: dt.date | None
    published_at: str
    form: str


class NotAPage(ValueError):
    """The answer is not what the content API gives for a page; says what it is instead."""


def site() -> Site:
    """GOV.UK, as declared."""
    return Site(ORIGINS, tuple(
        Page(row["page"], row["url"], int(row["precedence"]), row["is_certain"] == "yes")
        for row in declared.rows("sources")
    ))  # fmt: skip


def precedences() -> dict[str, int]:
    """By the name of a page, its precedence."""
    return {row["page"]: int(row["precedence"]) for row in declared.rows("sources")}


def moved_to(content: Mapping, page: Page) -> Page | None:
    """The page this one redirects to (the content API says so in its JSON), or None. Raises NotAPage."""
    if not isinstance(content, Mapping):
        raise NotAPage("it is not a JSON object")
    for redirect in content.get("redirects") or []:
        if content.get("document_type") == "redirect" and isinstance(redirect, Mapping):
            target = urljoin(page.url, str(redirect.get("destination") or ""))
            return Page(page.name, target, page.precedence, page.is_certain)
    return None


def attachments(content: Mapping, page: Page) -> tuple[list[Attachment], list[str]]:
    """The wanted files of a page, in one form each, and the titles of data files nothing is declared about.

    Raises NotAPage.
    """
    details = content.get("details") if isinstance(content, Mapping) else None
    listed = details.get("attachments") if isinstance(details, Mapping) else None
    if not isinstance(listed, list):
        raise NotAPage("it lists no attachments")
    published = _moment(content.get("public_updated_at") or content.get("updated_at"))
    page_as_at = as_at_in(str(content.get("title") or "")) or as_at_in(page.url)
    found: dict[tuple, list[Attachment]] = defaultdict(list)
    unknown = []
    for one in listed:
        if not isinstance(one, Mapping) or not isinstance(one.get("url"), str) or not isinstance(one.get("title"), str):
            continue
        title, form = " ".join(one["title"].split()), _form(one)
        kind = kind_of(title)
        if form is None or kind == SKIP:
            continue
        if kind is None:
            unknown.append(title)
            continue
        as_at = as_at_in(title) or page_as_at
        wanted = Attachment(urljoin(page.url, one["url"]), title, page, kind, as_at, published, form)
        found[kind, as_at, plain_key(_FORM_WORDS.sub(" ", title))].append(wanted)
    best = [min(FORMS.index(one.form) for one in same) for same in found.values()]
    chosen = [one for same, form in zip(found.values(), best, strict=True) for one in same if one.form == FORMS[form]]
    return chosen, unknown


def kind_of(title: str) -> str | None:
    """'providers', 'inspections' or 'skip', by the first declared pattern that fits; None where none does."""
    rows = declared.rows("attachments")
    return next((row["kind"] for row in rows if re.search(row["pattern"], title, re.I)), None)


def _moment(text: object) -> str:
    """A moment as UTC, so that moments sort as text; '' where it cannot be read."""
    try:
        return f"{dt.datetime.fromisoformat(str(text)).astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    except (ValueError, OverflowError):
        return ""


def _form(attachment: Mapping) -> str | None:
    suffix = PurePosixPath(unquote(urlsplit(attachment["url"]).path)).suffix.lower().lstrip(".")
    form = suffix or CONTENT_TYPES.get(str(attachment.get("content_type") or "").split(";")[0].strip().lower())
    return form if form in FORMS else None
