"""An extract in XML as plain dictionaries, one registration at a time. Nothing outside the file is ever fetched.

An element with elements inside is a dictionary, a repeated one a list, any other its text or None: the shape the JSON
form has by nature. A document type, where entities are declared, is refused before any content is looked at.
"""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from pipelines.feed import limits

ROOT = "OfstedChildcareRegisterLocalAuthorityExtract"
PARTS = ("Extract", "Registration")
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def parts(path: Path) -> Iterator[tuple[str, object]]:
    """('Extract' | 'Registration' | another name, content), in the order of the file.

    Raises FeedRefused, FeedDamaged and NotAFeed.
    """
    with path.open("rb") as handle:
        watched = limits.Watched(path, handle)
        try:
            yield from _walk(path, watched)
        except etree.XMLSyntaxError as fault:
            raise _told(path, fault) from None


def _walk(path: Path, watched: limits.Watched) -> Iterator[tuple[str, object]]:
    depth = within = 0
    root = None
    events = etree.iterparse(
        watched, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
        dtd_validation=False, huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    for event, element in events:
        watched.mark()
        if event == "start":
            depth, within = depth + 1, within + 1
            if root is None:
                root = _checked_root(path, element)
            if depth > limits.MOST_DEEP:
                raise limits.refused(path, f"its elements nest more than {limits.MOST_DEEP} deep")
            if within > limits.MOST_IN_ONE:
                raise limits.refused(path, f"one registration holds more than {limits.MOST_IN_ONE:,} elements")
            continue
        depth -= 1
        if depth == 1:
            name = etree.QName(element).localname
            if name in PARTS:
                within = 0
            yield name, _plain(element)
            root.clear(keep_tail=False)  # what has been read is let go


def _checked_root(path: Path, element: etree._Element) -> etree._Element:
    if element.getroottree().docinfo.internalDTD is not None:
        raise limits.refused(path, "it declares a document type (DOCTYPE), through which a file can do harm")
    name = etree.QName(element).localname
    if name != ROOT:
        raise limits.not_a_feed(path, f"its outermost element is {name[:60]}, not {ROOT}")
    return element


def _plain(element: etree._Element) -> object:
    """An element as dictionary, list or text. An entity that is left unresolved was never declared: damaged."""
    if not len(element):
        return None if element.get(NIL) in ("true", "1") else element.text
    content: dict[str, object] = {}
    for child in element:
        name, value = etree.QName(child).localname, _plain(child)
        if name in content:
            before = content[name]
            content[name] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            content[name] = value
    return content


def _told(path: Path, fault: etree.XMLSyntaxError) -> Exception:
    said = str(fault)
    if any(word in said for word in ("Excessive depth", "Resource limit", "too long", "too big", "XML_PARSE_HUGE")):
        return limits.refused(path, "its elements nest too deep, or one piece of text in it is too long")
    if any(word in said for word in ("ntity", "amplification")):
        return limits.refused(path, "it refers to an entity it may not declare")
    return limits.damaged(path, said)
