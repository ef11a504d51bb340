"""The invented providers behind the sample releases: drawn ones and planted ones."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from random import Random

from pipelines import declared
from pipelines.sample import histories

PERSONAL_TYPES = tuple(row["provider_type"] for row in declared.rows("provider_types") if row["is_person"] == "yes")
DEPRIVATION_BANDS = ("Least deprived", "Less deprived", "Average", "Deprived", "Most deprived")
FIRST_AS_AT = dt.date(2020, 8, 31)
LAST_AS_AT = dt.date(2026, 6, 30)
NEW_SHARE = 0.22  # registered after the first release
CLOSES_PER_YEAR = 0.035
SUCCESSOR_SHARE = 0.25  # premises that close and reopen under a new URN


@dataclass(frozen=True)
class Provider:
    """Who a provider truly is. `withheld_from` is the first release date that withholds its details."""

    urn: str
    name: str
    provider_type: str
    provider_subtype: str
    registers: str
    local_authority: str
    constituency: int  # position in either of the authority's lists
    address: str
    address_2: str
    town: str
    postcode: str
    deprivation_band: str
    places: int
    registered_on: dt.date
    closed_on: dt.date | None = None
    withheld_from: dt.date | None = None
    inspections: tuple[histories.Inspection, ...] = ()

    @property
    def is_on(self) -> dict[str, bool]:
        """Which registers: 'EYR', 'CCR', 'VCR'."""
        return {name: self.registers == "ALL" or name in self.registers for name in ("EYR", "CCR", "VCR")}

    def is_withheld(self, as_at: dt.date) -> bool:
        """Whether a release withholds the name and address: homes always, others from `withheld_from`."""
        if self.withheld_from:
            return as_at >= self.withheld_from
        return self.provider_type in PERSONAL_TYPES


def planted_urn(suffix: str) -> str:
    """The URN of a planted provider: S and seven digits, a form Ofsted never issues."""
    return f"S{suffix}"


def planted() -> list[Provider]:
    """The deliberate providers of `sample_planted.csv`: the same whatever the seed."""
    found: dict[str, Provider] = {}
    for position, row in enumerate(declared.rows("sample_planted")):
        urn = planted_urn(row["suffix"])
        rng = Random(f"planted {urn}")
        area = next(area for area in _areas() if area["local_authority"] == row["local_authority"])
        kind = {**row, "places_low": "20", "places_high": "60"}
        # unit ZZ belongs to planted providers alone, so that a search for a withheld postcode means something
        postcode = f"{area['postcode_area']}{position % 9 + 1} {position // 9}ZZ"
        provider = replace(
            _provider(rng, urn, row["provider_name"], kind, area),
            postcode=postcode,
            registered_on=dt.date.fromisoformat(row["registered_on"]),
            closed_on=_date(row["closed_on"]),
            withheld_from=_date(row["withheld_from"]),
            inspections=tuple(histories.parse(row["history"], urn, rng)),
        )
        if before := found.get(row["same_place_as"]):
            provider = _at_same_place(provider, before)
        found[row["suffix"]] = provider
    return list(found.values())


def drawn(seed: int, count: int) -> list[Provider]:
    """`count` providers drawn from the declared shares; each has its own generator, so none disturbs another."""
    found: list[Provider] = []
    while len(found) < count:
        urn = f"S{1000000 + 13 * len(found):07d}"
        rng = Random(f"{seed} {urn}")
        provider = _drawn(rng, urn)
        found.append(provider)
        reopens = provider.closed_on and provider.provider_subtype and rng.random() < SUCCESSOR_SHARE
        if reopens and len(found) < count:
            found.append(_successor(rng, f"S{1000000 + 13 * len(found):07d}", provider))
    return found


def _drawn(rng: Random, urn: str) -> Provider:
    area = _pick(rng, _areas())
    kind = _pick(rng, declared.rows("sample_types"))
    return _with_history(rng, replace(_provider(rng, urn, "", kind, area), registered_on=_registered_on(rng)))


def _successor(rng: Random, urn: str, before: Provider) -> Provider:
    """The same premises under a new URN, within weeks of closing and with nearly the same name."""
    on = _weekday(before.closed_on + dt.timedelta(days=int(rng.random() * 60) + 3))
    name = before.name.replace("Nursery", "Day Nursery") if "Day" not in before.name else f"{before.name} Ltd"
    provider = replace(before, urn=urn, name=name, registered_on=on, closed_on=None, inspections=())
    return _with_history(rng, provider, may_close=False)


def _at_same_place(provider: Provider, before: Provider) -> Provider:
    return replace(
        provider, postcode=before.postcode, address=before.address, address_2=before.address_2, town=before.town,
        constituency=before.constituency, deprivation_band=before.deprivation_band, places=before.places,
    )  # fmt: skip


def _provider(rng: Random, urn: str, name: str, kind: dict[str, str], area: dict[str, str]) -> Provider:
    towns, constituencies = area["towns"].split(";"), area["constituencies"].split(";")
    low, high = int(kind["places_low"]), int(kind["places_high"])
    unit = "".join(rng.choice("ABDEFGHJLNPQRSTUWXY") for _ in range(2))
    return Provider(
        urn=urn,
        name=name or _name(rng, kind["provider_subtype"]),
        provider_type=kind["provider_type"],
        provider_subtype=kind["provider_subtype"],
        registers=kind["registers"],
        local_authority=area["local_authority"],
        constituency=rng.randrange(len(constituencies)),
        address=f"{rng.randrange(1, 180)} {rng.choice(_words('street'))} {rng.choice(_words('street_kind'))}",
        address_2=rng.choice(_words("building")) if kind["provider_subtype"] and rng.random() < 0.3 else "",
        town=rng.choice(towns),
        postcode=f"{area['postcode_area']}{rng.randrange(1, 10)} {rng.randrange(1, 10)}{unit}",
        deprivation_band=rng.choices(DEPRIVATION_BANDS, (22, 22, 21, 20, 15))[0],
        places=int(low + (high - low) * rng.random() ** 1.7),
        registered_on=FIRST_AS_AT,
    )


def _with_history(rng: Random, provider: Provider, may_close: bool = True) -> Provider:
    closed_on = _closed_on(rng, provider.registered_on) if may_close else None
    visits, closed_on = histories.draw(
        rng, provider.urn, _kind_of_history(provider), provider.registered_on, closed_on, LAST_AS_AT
    )
    return replace(provider, closed_on=closed_on, inspections=tuple(visits))


def _kind_of_history(provider: Provider) -> str:
    if not provider.is_on["EYR"]:
        return "register"
    if provider.provider_subtype == "Out-of-school day care":
        return "club"
    return "childminder" if provider.provider_type == "Childminder" else "nursery"


def _registered_on(rng: Random) -> dt.date:
    if rng.random() < NEW_SHARE:
        start, end, lean = FIRST_AS_AT, dt.date(2026, 5, 29), 1.0
    else:
        start, end, lean = dt.date(1997, 4, 1), FIRST_AS_AT, 0.6  # most are recent
    return _weekday(start + (end - start) * rng.random() ** lean)


def _weekday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def _closed_on(rng: Random, registered_on: dt.date) -> dt.date | None:
    day = max(FIRST_AS_AT, registered_on + dt.timedelta(days=300))
    while day < LAST_AS_AT:
        chance = rng.random()
        if chance < CLOSES_PER_YEAR:
            return _weekday(day + dt.timedelta(days=int(365 * chance / CLOSES_PER_YEAR) + 3))
        day += dt.timedelta(days=365)
    return None


def _name(rng: Random, subtype: str) -> str:
    place = rng.choice(_words("front")) + rng.choice(_words("back"))
    return f"{place} {rng.choice(_words(subtype))}" if subtype else f"{place} Childminding"


def _words(kind: str) -> list[str]:
    return next(row["words"].split(";") for row in declared.rows("sample_words") if row["kind"] == kind)


def _areas() -> tuple[dict[str, str], ...]:
    return declared.rows("sample_areas")


def _pick(rng: Random, rows: tuple[dict[str, str], ...]) -> dict[str, str]:
    return rng.choices(rows, [float(row["share"]) for row in rows])[0]


def _date(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
