"""Ways to damage a file: each takes a source of chance and bytes, and gives bytes. Nothing here knows of releases.

ANY_BYTES are for files of every kind; TEXT for those made of lines; TABLE for those made of lines of cells. INSIDE_ZIP
does the same to one member of a zip file (.ods, .xlsx) and closes the file again properly.
"""

import csv
import io
import random
import zipfile
import zlib
from collections.abc import Callable

Mutator = Callable[[random.Random, bytes], bytes]
# Whatever Python says of a zip file that was damaged already.
UNREADABLE = (zipfile.BadZipFile, zlib.error, ValueError, OSError, KeyError, EOFError, RuntimeError)

ODD_TEXT = (
    "=1+1", "@SUM(A1)", "-1e308", "1e309", "9" * 400, "31/12/9999", "32/13/2020", "0000-00-00", "9999-12-31 25:61:61",
    "29/02/1900", "\u202e", "\ufeff", "\u00a0", "\x1a", "\x07", "\x1b[31m", "\x85", "\u2028", "NULL", "REDACTED", "-",
    "nan", "inf", "'", "\\", '""', '"', "\t", "😀", "A" * 5000, "$as_at", "{{7*7}}", "'; DROP TABLE mart.listing; --",
    "as at 31 December 9999", "as at 99 Smarch 0000", "EY999999", "s0000001", "٣", "Ⅷ",
)  # fmt: skip


def nothing(draw: random.Random, data: bytes) -> bytes:
    """As it is: what is right must stay right."""
    return data


def flip(draw: random.Random, data: bytes) -> bytes:
    """A few bytes become others."""
    out = bytearray(data)
    for _ in range(draw.choice((1, 1, 2, 5, 40))):
        if out:
            out[draw.randrange(len(out))] = draw.randrange(256)
    return bytes(out)


def flip_bit(draw: random.Random, data: bytes) -> bytes:
    """One bit, as failing memory does."""
    out = bytearray(data)
    if out:
        out[draw.randrange(len(out))] ^= 1 << draw.randrange(8)
    return bytes(out)


def truncate(draw: random.Random, data: bytes) -> bytes:
    """Cut off at any byte, as a broken download is."""
    return data[: draw.randrange(len(data) + 1)]


def behead(draw: random.Random, data: bytes) -> bytes:
    """The beginning is missing."""
    return data[draw.randrange(min(len(data), 3000) + 1) :]


def cut_out(draw: random.Random, data: bytes) -> bytes:
    """A part is missing."""
    at = draw.randrange(len(data) + 1)
    return data[:at] + data[at + draw.choice((1, 10, 300, 5000)) :]


def repeat_part(draw: random.Random, data: bytes) -> bytes:
    """A part stands there twice."""
    at = draw.randrange(len(data) + 1)
    end = at + draw.choice((1, 10, 300, 5000))
    return data[:end] + data[at:]


def insert_odd(draw: random.Random, data: bytes) -> bytes:
    """Formulas, control characters, enormous numbers and dates, in the middle of anything."""
    for _ in range(draw.choice((1, 3, 20))):
        at = draw.randrange(len(data) + 1)
        data = data[:at] + draw.choice(ODD_TEXT).encode() + data[at:]
    return data


def insert_nul(draw: random.Random, data: bytes) -> bytes:
    """A NUL byte or a run of them, as a disk that lost a block."""
    at = draw.randrange(len(data) + 1)
    return data[:at] + b"\0" * draw.choice((1, 1, 512)) + data[at:]


def zero_block(draw: random.Random, data: bytes) -> bytes:
    """The tail is zeros of the right length, as after a power cut."""
    at = draw.randrange(len(data) + 1)
    return data[:at] + b"\0" * (len(data) - at)


def empty(draw: random.Random, data: bytes) -> bytes:
    """Nothing, or hardly anything."""
    return draw.choice((b"", b"\n", b"\xef\xbb\xbf", b'"', b",", b"\r\n\r\n", b" "))


def noise(draw: random.Random, data: bytes) -> bytes:
    """Bytes without meaning."""
    return draw.randbytes(draw.choice((1, 100, 20_000)))


def other_letters(draw: random.Random, data: bytes) -> bytes:
    """Bytes of another encoding among the rest."""
    for _ in range(draw.choice((1, 5))):
        at = draw.randrange(len(data) + 1)
        text = draw.choice(("Café – Crèche", "Zoë’s “Nest”", "Łódź 日本", "\u0085\u00a0"))
        coding = draw.choice(("cp1252", "utf-8", "utf-16-le", "shift_jis", "latin-1"))
        data = data[:at] + text.encode(coding, "ignore") + data[at:]
    return data


def recode(draw: random.Random, data: bytes) -> bytes:
    """The whole in another encoding."""
    text = data.decode("utf-8", "replace")
    return text.encode(draw.choice(("cp1252", "utf-16", "utf-8-sig", "utf-32", "utf-7", "latin-1")), "replace")


def drop_lines(draw: random.Random, data: bytes) -> bytes:
    """Some lines are missing, the header perhaps among them."""
    lines = data.splitlines(keepends=True)
    share = draw.choice((0.02, 0.2, 0.9))
    return b"".join(line for line in lines if draw.random() > share)


def repeat_lines(draw: random.Random, data: bytes) -> bytes:
    """Some lines stand there twice, the header perhaps among them."""
    lines = data.splitlines(keepends=True)
    return b"".join(line * (1 + (draw.random() < 0.2)) for line in lines)


def shuffle_lines(draw: random.Random, data: bytes) -> bytes:
    """All lines in another order."""
    lines = data.splitlines(keepends=True)
    draw.shuffle(lines)
    return b"".join(lines)


def header_again(draw: random.Random, data: bytes) -> bytes:
    """The first lines once more, further down."""
    lines = data.splitlines(keepends=True)
    at = draw.randrange(len(lines) + 1)
    return b"".join(lines[:at] + lines[: draw.choice((1, 3, 4))] + lines[at:])


def titles(draw: random.Random, data: bytes) -> bytes:
    """Title rows above, of every kind."""
    kinds = (
        b"A title\n", b"As at 31 August 2021,,,,\r\n", b"\n", b'"Two\nlines"\n', b",,,\n", b'An "odd" title\r', b'"',
    )  # fmt: skip
    return b"".join(draw.choice(kinds) for _ in range(draw.choice((1, 2, 5, 40)))) + data


def line_ends(draw: random.Random, data: bytes) -> bytes:
    """Lines that end in another way, or each in its own."""
    kinds = (b"\n", b"\r\n", b"\r", b"\n\n", b"\n\r")
    plain = data.replace(b"\r\n", b"\n")
    if draw.random() < 0.5:
        return plain.replace(b"\n", draw.choice(kinds))
    return b"".join(line + draw.choice(kinds) for line in plain.split(b"\n"))


def open_quote(draw: random.Random, data: bytes) -> bytes:
    """Quotation marks where a cell begins, ends, or anywhere."""
    for _ in range(draw.choice((1, 1, 2, 7))):
        at = draw.randrange(len(data) + 1)
        if draw.random() < 0.7:
            at = max(data.rfind(draw.choice((b",", b"\n")), 0, at) + draw.choice((0, 1)), 0)
        data = data[:at] + b'"' + data[at:]
    return data


def drop_quotes(draw: random.Random, data: bytes) -> bytes:
    """Quotation marks are missing."""
    share = draw.choice((0.001, 0.1, 1))
    return bytes(byte for byte in data if byte != 34 or draw.random() > share)


def other_separator(draw: random.Random, data: bytes) -> bytes:
    """Semicolons or tabs for commas, throughout or in some lines."""
    mark = draw.choice((b";", b"\t", b"|"))
    share = draw.choice((0.1, 1))
    lines = data.splitlines(keepends=True)
    return b"".join(line.replace(b",", mark) if draw.random() < share else line for line in lines)


def tail(draw: random.Random, data: bytes) -> bytes:
    """What programs leave below a table."""
    return data + draw.choice((b",,,,,\n" * 50, b"\x1a", b"\n" * 200, b"Total,5\n", b'"', b"\0" * 16, b"Notes: none"))


def shuffle_columns(draw: random.Random, data: bytes) -> bytes:
    """The same columns in another order, throughout."""
    return _cells(data, lambda rows: _reordered(draw, rows))


def uneven(draw: random.Random, data: bytes) -> bytes:
    """Cells dropped or doubled in some rows."""

    def change(rows: list[list[str]]) -> list[list[str]]:
        for row in rows:
            if row and draw.random() < 0.1:
                at = draw.randrange(len(row))
                row[at : at + 1] = draw.choice(([], [row[at]] * 2, [row[at]] * 30))
        return rows

    return _cells(data, change)


def odd_cells(draw: random.Random, data: bytes) -> bytes:
    """Whole cells become formulas, enormous numbers, dates of no calendar."""

    def change(rows: list[list[str]]) -> list[list[str]]:
        for row in rows[draw.choice((0, 1, 3)) :]:
            for at in range(len(row)):
                if draw.random() < 0.03:
                    row[at] = draw.choice(ODD_TEXT)
        return rows

    return _cells(data, change)


def swap_cells(draw: random.Random, data: bytes) -> bytes:
    """Some rows are shifted against the header: their cells stand under others' headings."""

    def change(rows: list[list[str]]) -> list[list[str]]:
        return [row[k:] + row[:k] if (k := draw.choice((0, 0, 0, 1, -1, 7))) else row for row in rows]

    return _cells(data, change)


def wide(draw: random.Random, data: bytes) -> bytes:
    """A header, and perhaps its rows, with very many more columns."""
    more = draw.choice((100, 2000, 20_000))
    filling = draw.choice((lambda n: f"Column {n}", lambda n: "", lambda n: "Provider URN"))

    def change(rows: list[list[str]]) -> list[list[str]]:
        reach = len(rows) if draw.random() < 0.5 else draw.choice((1, 4))
        for number, row in enumerate(rows[:reach]):
            row += [filling(n) if number == 0 else "" for n in range(more)]
        return rows

    return _cells(data, change)


def long_cell(draw: random.Random, data: bytes) -> bytes:
    """One cell of up to six megabytes."""
    size = draw.choice((100_000, 140_000, 3_000_000, 6_000_000))
    at = data.rfind(b",", 0, draw.randrange(len(data) + 1)) + 1
    return data[:at] + b"x" * size + data[at:]


ANY_BYTES: tuple[Mutator, ...] = (
    nothing, flip, flip_bit, truncate, behead, cut_out, repeat_part, insert_odd, insert_nul, zero_block, empty, noise,
    other_letters,
)  # fmt: skip
TEXT: tuple[Mutator, ...] = (
    recode, drop_lines, repeat_lines, shuffle_lines, header_again, titles, line_ends, open_quote, drop_quotes, tail,
)  # fmt: skip
TABLE: tuple[Mutator, ...] = (
    other_separator, shuffle_columns, uneven, odd_cells, swap_cells, wide, long_cell,
)  # fmt: skip


def inside_zip(mutator: Mutator) -> Mutator:
    """The same damage to one member of a zip file, which is then a proper zip file again."""

    def change(draw: random.Random, data: bytes) -> bytes:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                members = [(one, archive.read(one)) for one in archive.namelist()]
        except UNREADABLE:
            return mutator(draw, data)
        if not members:
            return mutator(draw, data)
        chosen = max(range(len(members)), key=lambda n: len(members[n][1]) * draw.random())
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for number, (name, content) in enumerate(members):
                archive.writestr(name, mutator(draw, content) if number == chosen else content)
        return out.getvalue()

    change.__name__ = f"{mutator.__name__} inside"
    change.__doc__ = mutator.__doc__
    return change


INSIDE_ZIP: tuple[Mutator, ...] = tuple(map(inside_zip, (*ANY_BYTES, *TEXT)))


def mutated(draw: random.Random, data: bytes, mutators: tuple[Mutator, ...]) -> tuple[bytes, list[str]]:
    """One to three kinds of damage, one after another; the bytes and the names of what was done."""
    done = []
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        mutator = draw.choice(mutators)
        data = mutator(draw, data)
        done.append(mutator.__name__)
    return data, done


def _reordered(draw: random.Random, rows: list[list[str]]) -> list[list[str]]:
    width = max(map(len, rows), default=0)
    order = list(range(width))
    draw.shuffle(order)
    return [[row[at] for at in order] if len(row) == width else row for row in rows]


def _cells(data: bytes, change: Callable[[list[list[str]]], list[list[str]]]) -> bytes:
    """A change to cells, where the bytes can be read as a table at all; else nothing is changed."""
    text = data.decode("utf-8", "surrogateescape")
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n" if "\r\n" in text[:10_000] else "\n").writerows(change(rows))
    except csv.Error:
        return data
    return out.getvalue().encode("utf-8", "surrogateescape")
