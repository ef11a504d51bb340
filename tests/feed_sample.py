"""A small feed of one sample authority: some thirty registrations over three extracts, the same in XML and in JSON.

Some are planted providers of the sample releases, where feed and open data agree or do not; the others are known to
the feed alone. Names are of nobody: every one holds a word of NAMES, which nothing open may ever show.
"""

import copy
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = "OfstedChildcareRegisterLocalAuthorityExtract"
NAMESPACE = "http://www.ofsted.gov.uk/Childcare/Registration/LocalAuthority"
NAMES = ("Quentella", "Zebrawood", "Xanthippic", "Vorpalsea", "ZQ77", "Jabberstoke")
MADE_AT = ("2026-06-01T02:50:13.30", "2026-07-15T02:50:13", "2026-07-15T14:05:00+01:00")
EYR, CR = "Inspection (Early Years Register)", "Inspection (Childcare Register)"
WORDS = {"1": "Outstanding", "2": "Good", "3": "Requires improvement", "4": "Inadequate", "S": "Satisfactory"}

# urn, provision, status, registers, registered, inspections (grade@date), what is odd about it
PLAIN = (
    ("S0000001", "CCN", "ACTV", "EYR CCR VCR", "2013-09-02", "2@2016-03-15 3@2019-02-12 2@2020-01-21 4@2024-05-14"),
    ("S0000005", "CCN", "ACTV", "EYR CCR VCR", "2014-02-03", "2@2017-03-14 4@2024-04-16 3@2024-11-19"),
    ("S0000009", "CCN", "ACTV", "EYR", "2019-11-04", "2@2020-12-01 3@2022-02-08 2@2023-01-17"),
    ("S0000013", "CCN", "ACTV", "EYR CCR VCR", "2011-03-07",
     "2@2014-04-08 3@2016-02-02 2@2018-05-15 3@2021-05-11 1@2024-06-18"),
    ("S0000017", "CCN", "RESG", "", "2014-06-02", "2@2017-11-14 3@2019-12-10"),
    ("S0000022", "CCN", "ACTV", "EYR", "2004-09-06", "S@2008-05-13 2@2011-10-04 3@2016-01-19 2@2022-05-17"),
    ("S0000026", "CCN", "ACTV", "EYR CCR VCR", "2015-09-07", "2@2019-03-12 3@2025-02-04"),
    ("S0000030", "CCN", "ACTV", "EYR CCR VCR", "2015-05-11", "2@2017-12-12 2@2022-10-18"),
    ("S0000042", "CCN", "SUSP", "EYR CCR VCR", "2014-06-09", "2@2017-02-07 2@2022-09-13"),
    ("S0910001", "CMR", "ACTV", "EYR CCR", "2012-01-09", "S@2012-06-12 2@2015-02-10 3@2018-02-13 2@2018-11-20"),
    ("S0910002", "CMR", "ACTV", "EYR CCR VCR", "2016-05-03", "2@2018-09-04"),
    ("S0910003", "HCR", "ACTV", "VCR", "2019-03-04", ""),
    ("S0910004", "CCD", "ACTV", "EYR", "2010-09-06", "2@2013-04-09 2@2017-05-16 3@2023-03-14"),
    ("S0910005", "CCN", "PROP", "", "", ""),
    ("S0910006", "CCN", "CANC", "", "2009-01-05", "4@2011-03-08 4@2011-09-13"),
    ("S0910007", "CCN", "INAC", "", "2009-06-01", ""),
    ("S0910008", "CCN", "REFU", "", "", ""),
    ("S0910009", "CCN", "EXEM", "", "", ""),
    ("S0910010", "RPP", "ACTV", "", "2017-02-06", ""),
    ("S0910011", "CCN", "ACTV", "EYR CCR VCR", "2014-09-01", "2@2017-01-10 1@2022-02-08"),
    ("S0910012", "CCN", "ACTV", "CCR VCR", "2013-06-03", ""),
    ("S0910013", "CMR", "ACTV", "EYR", "2024-02-05", ""),
    ("S0910014", "CMR", "ACTV", "EYR CCR", "2018-01-15", "2@2020-01-14"),
    ("S0910015", "CCN", "ACTV", "EYR", "2012-11-05", "2@2015-03-10 2@2019-06-18"),
    ("S0910016", "CCN", "ACTV", "EYR CCR VCR", "2020-02-03", "2@2022-03-15"),
)  # fmt: skip


def registrations(number: int) -> list[dict]:
    """The registrations of one of the three extracts, as the JSON form has them with every list a list."""
    made = {urn: _registration(urn, *facts) for urn, *facts in PLAIN}
    for urn in ("S0000026", "S0000030"):  # how a report card looks in the feed is not known
        made[urn]["InspectionList"].append(_inspection(EYR, "2026-02-10", "Expected standard"))
    made["S0000042"]["RegistrationStatusHistoryList"] += [
        {"RegistrationStatus": "SUSP", "ChangeDate": "2021-03-02"},
        {"RegistrationStatus": "ACTV", "ChangeDate": "2021-04-09"},
        {"RegistrationStatus": "SUSP", "ChangeDate": "2026-05-11"},
    ]
    made["S0000017"]["RegistrationStatusHistoryList"].append({"RegistrationStatus": "RESG", "ChangeDate": "2021-05-14"})
    made["S0000001"]["NoticeHistoryList"] = [
        {"Type": "Enforcement", "SubType": "Welfare requirements", "Status": "Met", "NOIDate": "2024-05-20",
         "NODDate": "2024-06-10"},
        {"Type": "Compliance", "SubType": "Ratios & premises", "Status": "Served" if number == 1 else "Met"},
    ]  # fmt: skip
    made["S0910001"]["WelfareNoticeHistoryList"] = [
        {"WelfareCategory": "Safeguarding", "WelfareStartDate": "2018-02-20", "WelfareEndDate": "2018-05-01"}
    ]
    made["S0910002"]["InspectionList"] += [
        _inspection(CR, "2021-06-08", "Met"), _inspection(EYR, "2022-10-11", "Met"),
        _inspection("Inspection - No children on roll", "2023-02-07", "Not met with actions"),
        _inspection("Interim visit (Early Years Register)", "2020-11-03", "Effective action taken"),
        _inspection(EYR, "2031-01-01", "Good"), _inspection(EYR, "soon", "Good"),
    ]  # fmt: skip
    made["S0910012"]["InspectionList"].append(_inspection(CR, "2019-05-14", "Not Met (enforcement)"))
    made["S0910013"]["Provider"]["ProviderConsentWithheld"] = "Y"
    made["S0910014"]["SpecialConsiderations"] = "WREF"
    made["S0910015"]["Sustainability"] = {"Score": "7"}
    made["S0910016"]["ChildServicesRegisterList"][0]["EndDate"] = "2026-06-20" if number > 1 else "2027-01-01"
    if number == 1:
        del made["S0910011"]
    if number == 3:
        made["S0910015"]["InspectionList"].append(_inspection("Re-" + EYR.lower(), "2026-07-10", "Inadequate"))
    found = list(made.values())
    if number == 2:
        again = copy.deepcopy(made["S0910004"])
        again["Setting"]["SettingName"] = "Jabberstoke Second Entry"
        found += [again, {**copy.deepcopy(made["S0910003"]), "ReferenceNumber": "Vorpalsea Row"}]
    return found


def _registration(urn: str, provision: str, status: str, registers: str, registered: str, graded: str) -> dict:
    word = NAMES[int(urn[-2:]) % 3]
    person = provision in ("CMR", "HCR")
    return {
        "ReferenceNumber": urn, "RPReferenceNumber": f"RP9{urn[-6:]}", "ProvisionType": provision,
        "Provider": {
            "ProviderName": f"{word} Person{urn[-2:]}",
            "ProviderAddress": {"AddressLine1": "1 Jabberstoke Row", "Town": "Jabberstoke", "Postcode": "ZQ77 1ZZ"},
            "ProviderContact": {"TelephoneNumber": "00000 000000", "EmailAddress": "nobody@zebrawood.example"},
        },
        "Setting": {
            "SettingName": f"{word} Person{urn[-2:]}" if person else f"{word} House {urn[-2:]} & Garden",
            "SettingAddress": {"AddressLine1": "2 Vorpalsea Lane", "Town": "Jabberstoke", "Postcode": "ZQ77 2ZZ"},
            "SettingContact": None,
        },
        "RegistrationStatus": status,
        "RegistrationStatusHistoryList": [],
        "RegistrationDate": registered or None,
        "ChildServicesRegisterList": [
            {"Register": one, "Status": "REGD", "StartDate": registered} for one in registers.split()
        ],
        "RegistrationCertificate": {"CertificateConditionList": None},
        "ChildcarePeriodList": None,
        "ChildcareAgeList": [{"AgeFrom": 0, "AgeTo": 5, "MaximumNumber": 24, "Register": "EYR"}],
        "InspectionList": [
            _inspection(EYR, day, WORDS[grade]) for grade, _, day in (one.partition("@") for one in graded.split())
        ],
        "NoticeHistoryList": [],
        "WelfareNoticeHistoryList": [],
        "LinkedRegistrationList": None,
        "LastChangeDate": "2026-05-11",
    }  # fmt: skip


def _inspection(kind: str, day: str, judgement: str) -> dict:
    return {"InspectionType": kind, "InspectionDate": day, "InspectionOverallJudgement": judgement}


def head(made_at: str, authority: str = "Northmarsh") -> dict:
    """The heading of an extract."""
    return {
        "ExtractDateTime": made_at, "LocalAuthority": {"LocalAuthorityCode": "999", "LocalAuthorityName": authority}
    }  # fmt: skip


def write(folder: Path, forms: str = "xml json xml") -> list[Path]:
    """The three extracts in a folder, each in its form."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for number, form in enumerate(forms.split(), 1):
        path = folder / f"extract-{number}.{form}"
        text = (as_xml if form == "xml" else as_json)(head(MADE_AT[number - 1]), registrations(number))
        path.write_text(text, encoding="utf-8")
        found.append(path)
    return found


def as_xml(heading: Mapping, found: list[dict], namespace: str = NAMESPACE) -> str:
    """An extract in XML."""
    inner = "".join(_elements({"Extract": heading})) + "".join(
        piece for one in found for piece in _elements({"Registration": one})
    )
    declared = f' xmlns="{namespace}"' if namespace else ""
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{ROOT}{declared}>{inner}</{ROOT}>\n'


def _elements(content: Mapping) -> Iterator[str]:
    for name, value in content.items():
        if isinstance(value, list):
            item = name.removesuffix("List")
            inside = "".join("".join(_elements({item: one})) for one in value)
            yield f"<{name}>{inside}</{name}>"
        elif isinstance(value, Mapping):
            yield f"<{name}>{''.join(_elements(value))}</{name}>"
        elif value is None:
            yield f"<{name}/>"
        else:
            yield f"<{name}>{escape(str(value))}</{name}>"


def as_json(heading: Mapping, found: list[dict]) -> str:
    """An extract in JSON: of a list's items a single one is an object, several are a list, none is null."""
    content = {"Extract": heading, "Registration": _items([_folded(one) for one in found])}
    return json.dumps({ROOT: {"@xmlns": NAMESPACE, **content}}, ensure_ascii=False)


def _folded(value: object) -> object:
    if isinstance(value, Mapping):
        return {
            name: ({name.removesuffix("List"): _items([_folded(one) for one in inner])} if inner else None)
            if isinstance(inner, list) else _folded(inner)
            for name, inner in value.items()
        }  # fmt: skip
    return value


def _items(found: list) -> object:
    return None if not found else found[0] if len(found) == 1 else found
