"""Spreadsheets written by hand, sheet by sheet: ODS and XLSX with text, numbers and dates, as small as they can be.

A cell is text, an int or float, or a date; None and '' are empty. Used by tests and by the benchmark.
"""

import datetime as dt
import zipfile
from collections.abc import Iterable
from html import escape
from pathlib import Path

Cell = str | int | float | dt.date | None
EPOCH = dt.date(1899, 12, 30)  # day 0 of a spreadsheet's calendar


def write(path: Path, sheets: dict[str, Iterable[list[Cell]]]) -> Path:
    """Write a workbook of the kind its suffix names; returns the path."""
    {".ods": _ods, ".xlsx": _xlsx}[path.suffix](path, sheets)
    return path


def as_dates(cells: list[list[str]], headers: list[str]) -> list[list[Cell]]:
    """Text cells as a spreadsheet keeps them: dates as dates, grades and places as numbers."""
    dated = {place for place, name in enumerate(headers) if "date" in name.lower()}
    numbered = {place for place, name in enumerate(headers) if "effectiveness" in name.lower() or name == "Places"}

    def kept(place: int, text: str) -> Cell:
        if place in dated and len(text) == 10 and text[2] == "/":
            day, month, year = map(int, text.split("/"))
            return dt.date(year, month, day) if month <= 12 and day <= 28 else text
        return int(text) if place in numbered and text.isdigit() else text

    return [[kept(place, text) for place, text in enumerate(row)] for row in cells]


def _ods(path: Path, sheets: dict[str, Iterable[list[Cell]]]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", (
            '<?xml version="1.0"?>'
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
        ))  # fmt: skip
        with archive.open("content.xml", "w") as out:
            out.write(
                b'<?xml version="1.0" encoding="UTF-8"?><office:document-content '
                b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
                b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
                b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
                b"<office:body><office:spreadsheet>"
            )
            for name, rows in sheets.items():
                out.write(f'<table:table table:name="{escape(name)}">'.encode())
                for row in rows:
                    out.write(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>".encode())
                # As the publisher's program ends a sheet: a run of empty cells and rows.
                out.write(
                    b'<table:table-row table:number-rows-repeated="400"><table:table-cell '
                    b'table:number-columns-repeated="20"/></table:table-row></table:table>'
                )
            out.write(b"</office:spreadsheet></office:body></office:document-content>")


def _ods_cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, dt.date):
        kind = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, int | float):
        kind = f'office:value-type="float" office:value="{cell}"'
    else:
        kind = 'office:value-type="string"'
    told = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(cell).split("\n"))
    return f"<table:table-cell {kind}>{told}</table:table-cell>"


def _xlsx(path: Path, sheets: dict[str, Iterable[list[Cell]]]) -> None:
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    base = "http://schemas.openxmlformats.org"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        parts = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kinds}.worksheet+xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        archive.writestr("[Content_Types].xml", (
            f'{head}<Types xmlns="{base}/package/2006/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
            f'ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{kinds}.styles+xml"/>{parts}</Types>'
        ))  # fmt: skip
        links = f'{head}<Relationships xmlns="{base}/package/2006/relationships">'
        kind = f"{base}/officeDocument/2006/relationships"
        archive.writestr(
            "_rels/.rels",
            f'{links}<Relationship Id="r1" Type="{kind}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr("xl/_rels/workbook.xml.rels", links + "".join(
            f'<Relationship Id="r{n}" Type="{kind}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        ) + f'<Relationship Id="s1" Type="{kind}/styles" Target="styles.xml"/></Relationships>')  # fmt: skip
        archive.writestr("xl/workbook.xml", (
            f'{head}<workbook xmlns="{base}/spreadsheetml/2006/main" xmlns:r="{kind}"><sheets>' + "".join(
                f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1)
            ) + "</sheets></workbook>"
        ))  # fmt: skip
        archive.writestr("xl/styles.xml", (
            f'{head}<styleSheet xmlns="{base}/spreadsheetml/2006/main"><fonts count="1"><font/></fonts>'
            '<fills count="1"><fill/></fills><borders count="1"><border/></borders>'
            '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
            '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
        ))  # fmt: skip
        for number, rows in enumerate(sheets.values(), 1):
            told = "".join(f"<row>{''.join(map(_xlsx_cell, row))}</row>" for row in rows)
            archive.writestr(
                f"xl/worksheets/sheet{number}.xml",
                f'{head}<worksheet xmlns="{base}/spreadsheetml/2006/main"><sheetData>{told}</sheetData></worksheet>',
            )


def _xlsx_cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<c/>"
    if isinstance(cell, dt.date):
        return f'<c s="1"><v>{(cell - EPOCH).days}</v></c>'
    if isinstance(cell, int | float):
        return f"<c><v>{cell}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
