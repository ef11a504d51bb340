"""What each sample release prints of the invented providers, in its layout, and the files themselves."""

import csv
import datetime as dt
import io
import zlib
from functools import cache
from pathlib import Path

from pipelines import declared, domain
from pipelines.sample.histories import Inspection
from pipelines.sample.population import Provider, planted_urn

PERSONAL = ("provider_name", "address_1", "address_2", "address_3", "town", "postcode")
FULL_AREAS = ("full_1_education", "full_1_behaviour", "full_1_development", "full_1_leadership")
CARD_AREAS = (
    "card_inclusion", "card_curriculum", "card_achievement", "card_behaviour", "card_welfare", "card_leadership",
)  # fmt: skip
GRADES_SHOWN = {"L2": 3, "L3": 1, "L4": 1}
CLUB_GRADES_VANISH_ON = dt.date(2021, 8, 31)  # releases from here on leave an out-of-school club's grades blank
CONSTITUENCIES_CHANGED_ON = dt.date(2024, 7, 5)
TRAILING_ROWS = 25
TITLES = {
    "L3": "Latest inspections of all registered providers as at {as_at}",
    "L4": "Registered childcare providers as at {as_at}",
}
SECOND_TITLE = f"This worksheet contains one table. {domain.SAMPLE_NOTICE[0].upper()}{domain.SAMPLE_NOTICE[1:]}."


def write(directory: Path, providers: list[Provider]) -> list[Path]:
    """Write every declared sample release with `links.csv` and `releases.csv`; the paths, oldest release first."""
    directory.mkdir(parents=True, exist_ok=True)
    providers = sorted(providers, key=lambda provider: provider.urn)
    paths = []
    for release in declared.rows("sample_releases"):
        paths.append(directory / release["file"])
        _write(paths[-1], _file(release, providers))
    paths.append(directory / "links.csv")
    _write(paths[-1], _links())
    paths.append(directory / "releases.csv")
    _write(paths[-1], _declaration())
    paths.append(directory / "reference" / "postcodes.csv")
    paths[-1].parent.mkdir(exist_ok=True)
    _write(paths[-1], _grid_references(providers))
    return paths


def _write(path: Path, content: bytes) -> None:
    """Write a file only where it would change, so that an unchanged sample is not built again."""
    if not (path.exists() and path.read_bytes() == content):
        path.write_bytes(content)


def _grid_references(providers: list[Provider]) -> bytes:
    """An invented grid reference for each postcode the newest release prints: all of them lie in the North Sea."""
    newest = max(dt.date.fromisoformat(release["as_at"]) for release in declared.rows("sample_releases"))
    centres = {row["local_authority"]: row for row in declared.rows("sample_areas")}
    lines = [["postcode", "easting", "northing"]]
    for provider in sorted(providers, key=lambda one: one.postcode):
        if provider.postcode and not provider.is_withheld(newest) and provider.postcode != lines[-1][0]:
            spread = zlib.crc32(provider.postcode.encode())
            centre = centres[provider.local_authority]
            lines.append([
                provider.postcode, str(int(centre["easting"]) + spread % 16_000 - 8_000),
                str(int(centre["northing"]) + spread // 16_000 % 16_000 - 8_000),
            ])  # fmt: skip
    return _csv(lines, "\n", csv.QUOTE_MINIMAL).encode()


def _declaration() -> bytes:
    lines = [["file", "as_at", "published_on", "coverage", "note"]]
    for release in declared.rows("sample_releases"):
        lines.append(
            [release["file"], release["as_at"], release["published_on"], "complete", domain.SAMPLE_NOTICE]
        )  # fmt: skip
    return _csv(lines, "\n", csv.QUOTE_MINIMAL).encode()


def _links() -> bytes:
    """The planted pairs that an authority has decided by hand."""
    lines = [["urn", "earlier_urn", "decision", "decided_on", "note"]]
    for row in declared.rows("sample_lineage"):
        if row["decision"]:
            pair = [planted_urn(row["suffix"]), planted_urn(row["earlier_suffix"])]
            lines.append([*pair, row["decision"], row["decided_on"], domain.SAMPLE_NOTICE])
    return _csv(lines, "\n", csv.QUOTE_MINIMAL).encode()


def _file(release: dict[str, str], providers: list[Provider]) -> bytes:
    layout, as_at = release["layout"], dt.date.fromisoformat(release["as_at"])
    columns = [row for row in declared.rows("sample_columns") if row["layout"] == layout]
    lines = [[row["printed"] for row in columns]]
    for provider in providers:
        for cells in _rows(provider, layout, as_at):
            lines.append([cells.get(row["column"], "") for row in columns])
    if layout == "L2":
        return _csv(lines, "\n", csv.QUOTE_ALL).encode()
    width = len(columns)
    titles = [TITLES[layout].format(as_at=domain.long_date(as_at)), SECOND_TITLE]
    lines = [[title] + [""] * (width - 1) for title in titles] + lines
    if layout == "L3":
        lines += [[""] * width] * TRAILING_ROWS
    return _csv(lines, "\r\n", csv.QUOTE_MINIMAL).encode("utf-8-sig" if layout == "L4" else "utf-8")


def _csv(lines: list[list[str]], end: str, quoting: int) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end, quoting=quoting).writerows(lines)
    return text.getvalue()


def _rows(provider: Provider, layout: str, as_at: dt.date) -> list[dict[str, str]]:
    """The provider's rows in one release: none before it registers or once it has left; two where planted."""
    if provider.registered_on > as_at or (provider.closed_on and provider.closed_on <= as_at):
        return []
    cells = _identity(provider, layout, as_at) | _inspections(provider, layout, as_at)
    again = []
    for quirk in _quirks(provider.urn, as_at.isoformat()):
        if quirk["column"] == "(row missing)":
            return []
        if quirk["column"] == "(row again)":
            column, _, printed = quirk["printed"].partition("=")
            again = [cells | ({column: printed} if column else {})]
        else:
            cells[quirk["column"]] = quirk["printed"]
    return [cells, *again]


@cache
def _quirks(urn: str, as_at: str) -> list[dict[str, str]]:
    rows = declared.rows("sample_quirks")
    return [row for row in rows if urn == planted_urn(row["suffix"]) and row["as_at"] in (as_at, "*")]


def _identity(provider: Provider, layout: str, as_at: dt.date) -> dict[str, str]:
    area = next(row for row in declared.rows("sample_areas") if row["local_authority"] == provider.local_authority)
    names = area["constituencies" if as_at >= CONSTITUENCIES_CHANGED_ON else "constituencies_before_2024"].split(";")
    flags = {register: "Y" if is_on else "N" for register, is_on in provider.is_on.items()}
    is_home = not provider.provider_subtype  # a childminder or a home childcarer
    subtype = provider.provider_subtype
    if is_home and layout != "L2":
        subtype = "Home childcarer" if provider.provider_type == "Home childcarer" else "Childminder"
    cells = {
        "web_link": "Web link",
        "urn": provider.urn,
        "registered_on": _uk(provider.registered_on),
        "provider_type": provider.provider_type,
        "provider_subtype": subtype,
        "status": "Active",
        "registers": provider.registers,
        "early_years_flag": flags["EYR"],
        "compulsory_flag": flags["CCR"],
        "voluntary_flag": flags["VCR"],
        "registered_person_urn": "" if is_home else f"SRP{provider.urn[1:]}",
        "registered_person_name": "" if is_home else "REDACTED",
        "provider_name": provider.name,
        "address_1": provider.address,
        "address_2": provider.address_2,
        "town": provider.town,
        "postcode": provider.postcode,
        "telephone": "REDACTED",
        "constituency": names[provider.constituency],
        "local_authority": area["printed_l3"] if layout == "L3" else provider.local_authority,
        "region": area["region"],
        "ofsted_region": area["ofsted_region"],
        "deprivation_band": provider.deprivation_band,
        "places": str(provider.places),
        "places_estimated": str(provider.places),
    }
    if provider.is_withheld(as_at):
        cells |= dict.fromkeys(PERSONAL, "REDACTED")
        cells["registered_person_urn"] = "" if is_home else "REDACTED"
    return cells


def _inspections(provider: Provider, layout: str, as_at: dt.date) -> dict[str, str]:
    latest: dict[str, list[Inspection]] = {}
    for visit in provider.inspections:
        if visit.on <= as_at:
            latest.setdefault(visit.family, []).insert(0, _as_printed(visit, as_at))
    cells: dict[str, str] = {}
    is_club = provider.provider_subtype == "Out-of-school day care"
    if not (is_club and as_at >= CLUB_GRADES_VANISH_ON):
        _full(cells, latest.get("four-point", [])[: GRADES_SHOWN[layout]], provider)
    for visit in latest.get("report card", [])[:1]:
        cells |= {"card_number": visit.number, "card_visit_type": "Full inspection", "card_on": _uk(visit.on)}
        cells |= dict(zip(CARD_AREAS, visit.areas, strict=True)) | {"card_safeguarding": visit.safeguarding}
    for family, slot in (("no children on roll", "ncor"), ("out-of-school", "oosc"), ("childcare register", "cr")):
        for visit in latest.get(family, [])[:1]:
            cells |= {f"{slot}_number": visit.number, f"{slot}_on": _uk(visit.on), f"{slot}_outcome": visit.outcome}
            cells["oosc_safeguarding"] = visit.safeguarding if slot == "oosc" else cells.get("oosc_safeguarding", "")
    return cells


def _full(cells: dict[str, str], visits: list[Inspection], provider: Provider) -> None:
    for slot, visit in enumerate(visits, 1):
        cells |= {
            f"full_{slot}_number": visit.number,
            f"full_{slot}_on": _uk(visit.on),
            f"full_{slot}_grade": str(visit.grade),
        }
    for visit in visits[:1]:
        cells |= dict(zip(FULL_AREAS, visit.areas, strict=True)) | {"full_1_safeguarding": visit.safeguarding}
        for register in ("CCR", "VCR"):
            cells[f"{register.lower()}_suitability"] = visit.suitability if provider.is_on[register] else "-"


def _as_printed(visit: Inspection, as_at: dt.date) -> Inspection:
    """The visit as this release prints it: a later revision is unknown to the first release after the visit."""
    first = next(row["as_at"] for row in declared.rows("sample_releases") if row["as_at"] >= visit.on.isoformat())
    return visit.was if visit.was and as_at.isoformat() == first else visit


def _uk(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"
