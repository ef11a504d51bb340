"""What a file is by its first bytes, whatever its name says: another kind of file under the name of a CSV.

Left out: spreadsheets that are read as releases (pipelines.workbook).
"""

HEAD = 1024  # bytes to look at
SIGNS = (  # what such a file begins with, and what it is
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip or a spreadsheet (Excel or ODS)"),
    (b"\xd0\xcf\x11\xe0", "an older Excel or Word file"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\0", "a picture (TIFF)"),
    (b"MM\0*", "a picture (TIFF)"),
    (b"PAR1", "a Parquet file"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file (7z)"),
    (b"Rar!", "a compressed file (RAR)"),
)
WEB = (b"<!doctype html", b"<html", b"<head", b"<body")


def kind(start: bytes) -> str | None:
    """What a file that begins with these bytes is, as a noun with its article; None where nothing gives it away.

    >>> kind(b"%PDF-1.7")
    'a PDF'
    """
    plain = start[:HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    for sign, what in SIGNS:
        if start.startswith(sign) or (sign == b"%PDF-" and plain.startswith(sign)):
            return what
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "a picture (WebP)"
    if plain.lower().startswith(WEB):
        return "a web page (HTML)"
    return "an XML file" if plain.startswith(b"<?xml") else None
