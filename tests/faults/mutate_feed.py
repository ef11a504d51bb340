"""Ways to damage an extract of the feed, beside those of mutate.py: what only markup and nesting make possible."""

import copy
import json
import random
import re
from xml.etree import ElementTree

from tests.faults.mutate import ODD_TEXT, Mutator

TEXTS = re.compile(rb'(?<=>)[^<>]+(?=</)|(?<=": ")[^"\\]+(?=")')  # an element's text in XML, a string's in JSON
NAMES = re.compile(rb'(?<=<)/?[A-Z]\w+|(?<=")[A-Z]\w+(?=":)')
VALUES = re.compile(rb'(?<=": )("[^"\\]*"|null|[0-9]+)|<([A-Z]\w+)>[^<]*</\2>')
BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "' + b"&b;" * 50 + b'"><!ENTITY d "' + b"&c;" * 50 + b'">]>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY d SYSTEM "file:///etc/hostname">]>'
ODD_VALUES = (
    b"null", b"true", b"-1e400", b"[]", b"{}", b"[[[]]]", b'{"#text": "2"}', b'["2", null, {"a": 1}]', b'"\\ud800"',
    b'"\\u0000"', b"1" * 400, b"NaN", b"<a/>", b"<a>2<b/></a>", b"<![CDATA[2]]>", b"&#0;", b"&d;", b"<!-- -- -->",
)  # fmt: skip


def _swapped(draw: random.Random, data: bytes, what: re.Pattern, others: tuple[bytes, ...]) -> bytes:
    """Some of what the pattern finds is replaced."""
    found = list(what.finditer(data))
    for one in sorted(draw.sample(found, min(len(found), draw.choice((1, 3, 60)))), key=lambda one: -one.start()):
        data = data[: one.start()] + draw.choice(others) + data[one.end() :]
    return data


def odd_texts(draw: random.Random, data: bytes) -> bytes:
    """Formulas, control characters, enormous numbers and dates as whole values."""
    return _swapped(draw, data, TEXTS, tuple(text.encode() for text in ODD_TEXT))


def odd_values(draw: random.Random, data: bytes) -> bytes:
    """Values of another kind: lists and objects for texts, and the other way round."""
    return _swapped(draw, data, VALUES, ODD_VALUES)


def other_names(draw: random.Random, data: bytes) -> bytes:
    """Some elements go by another's name, throughout."""
    names = sorted({one.group().strip(b"/") for one in NAMES.finditer(data)})
    for name in draw.sample(names, min(len(names), draw.choice((1, 2)))):
        other = draw.choice((*names, b"ReferenceNumber", b"Odd"))
        data = re.sub(rb"\b" + name + rb"\b", other, data)
    return data


def regrown(draw: random.Random, data: bytes) -> bytes:
    """Parts dropped, doubled, moved elsewhere or put in place of others, and all closed again properly."""
    try:
        if data.lstrip()[:1] == b"{":
            whole = json.loads(data)
            nodes = [whole]
            for node in nodes:
                nodes += [one for one in (node.values() if isinstance(node, dict) else node) if _has_parts(one)]
            for _ in range(draw.choice((1, 4, 30))):
                _change_json(draw, nodes)
            return json.dumps(whole).encode()
        whole = ElementTree.fromstring(data)
        for _ in range(draw.choice((1, 4, 30))):
            _change_xml(draw, [one for one in whole.iter() if len(one)], list(whole.iter()))
        return ElementTree.tostring(whole, "utf-8")
    except (ValueError, RecursionError, LookupError, ElementTree.ParseError):
        return data


def _has_parts(node: object) -> bool:
    return isinstance(node, dict | list) and bool(node)


def _change_json(draw: random.Random, nodes: list) -> None:
    node = draw.choice(nodes[1:])
    place = draw.choice(list(node) if isinstance(node, dict) else range(len(node)))
    other = copy.deepcopy(draw.choice((None, "2", 7, [], {}, *nodes[-40:])))
    if draw.random() < 0.4:
        node[place] = other
    elif isinstance(node, list):
        node.append(copy.deepcopy(node[place]))
    else:
        node[place] = [copy.deepcopy(node[place])] * 2


def _change_xml(draw: random.Random, holders: list, every: list) -> None:
    node = draw.choice(holders)
    child, how = draw.choice(list(node)), draw.random()
    if how < 0.4:
        node.remove(child)
    elif how < 0.7:
        node.append(copy.deepcopy(child))
    else:
        node.insert(0, copy.deepcopy(draw.choice(every[-400:])))


def deep(draw: random.Random, data: bytes) -> bytes:
    """Nested deeper than anything real."""
    depth = draw.choice((20, 60, 300, 100_000))
    pieces = (b"<a>" * depth + b"</a>" * depth, b"[" * depth + b"]" * depth, b'{"a":' * depth + b"1" + b"}" * depth)
    return _swapped(draw, data, TEXTS if b"</" in data else VALUES, pieces)


def long_text(draw: random.Random, data: bytes) -> bytes:
    """One text of up to twelve megabytes."""
    found = list(TEXTS.finditer(data))
    at = draw.choice(found).start() if found else 0
    return data[:at] + draw.choice((b"x", b" ", b"&amp;")) * draw.choice((3_000, 2_000_000, 12_000_000)) + data[at:]


def entities(draw: random.Random, data: bytes) -> bytes:
    """A document type that declares entities, and the use of one."""
    start = data.find(b"?>") + 2 if b"?>" in data[:100] else 0
    return data[:start] + draw.choice((BOMB, OUTSIDE)) + _swapped(draw, data[start:], TEXTS, (b"&d;",))


FEED: tuple[Mutator, ...] = (
    odd_texts, odd_values, other_names, other_names, regrown, regrown, regrown, deep, long_text, entities,
)  # fmt: skip
