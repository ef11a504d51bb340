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
    """Each part once it is whole. What lies between two of them is bounded by its bytes, and so is the tree."""
    root = None
    # libxml2's own limits stay in force (huge_tree): 256 levels, 10 MB of text, and what entities may grow to.
    events = etree.iterparse(
        watched, events=("start", "end"), tag=[f"{{*}}{name}" for name in (ROOT, *PARTS)], resolve_entities=False,
        no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    for event, element in events:
        if root is None:
            root = _checked_root(path, element)
        elif event == "end" and element.getparent() is root:
            watched.mark()
            while root[0] is not element:  # a name not known has no event of its own
                yield _name(root[0]), None
                del root[0]
            yield _name(element), _plain(element)
            del root[0]  # what has been read is let go; the parser may be at work on those after it
        elif event == "end" and element is root:
            yield from [(_name(part), None) for part in root]
    if root is None:
        raise limits.not_a_feed(path, f"its outermost element is not {ROOT}")


def _checked_root(path: Path, first: etree._Element) -> etree._Element:
    """The outermost element, at the first event. Raises FeedRefused and NotAFeed."""
    tree = first.getroottree()
    if tree.docinfo.internalDTD is not None:
        raise limits.refused(path, "it declares a document type (DOCTYPE), through which a file can do harm")
    name = _name(tree.getroot())
    if name != ROOT:
        raise limits.not_a_feed(path, f"its outermost element is {name[:60]}, not {ROOT}")
    return tree.getroot()


def _name(element: etree._Element) -> str:
    """An element's name, whatever namespace it is in."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "entity"


def _plain(element: etree._Element) -> object:
    """An element as dictionary, list or text."""
    if not len(element):
        return None if element.get(NIL) in ("true", "1") else element.text
    content: dict[str, object] = {}
    for child in element:
        name, value = _name(child), _plain(child)
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
