"""The feed: XML and JSON read alike, every registration accounted for, what could do harm refused in little memory."""

import csv
import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import errors, paths
from pipelines.feed import extract, limits, stage
from tests import feed_sample, fixtures

GOLDEN = Path(__file__).parent / "golden"
TABLES = ("snapshot", "sighting", "problem", "status_history", "notice", "registration")
HEAD = "<Extract><ExtractDateTime>2026-06-01T00:00:00</ExtractDateTime></Extract>"
OPEN, SHUT = f'<{feed_sample.ROOT} xmlns="{feed_sample.NAMESPACE}">', f"</{feed_sample.ROOT}>"
JSON_OPEN = f'{{"{feed_sample.ROOT}": {{"Extract": {{"ExtractDateTime": "2026-06-01"}}, "Registration": '


def staged(path, warehouse=None):
    return stage.stage(extract.inspect(path), paths.Warehouse(warehouse or path.parent / "warehouse"))[0]


def rows(done, table):
    return fixtures.fetch(f"SELECT * FROM read_parquet('{done.table(f'raw_{table}')}') ORDER BY ALL")


def written(tmp_path, content, name="extract.xml"):
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def one(tmp_path, **changes):
    """Stage an extract of one registration."""
    made = {**feed_sample._registration("EY100001", "CCN", "ACTV", "EYR", "2010-01-04", "2@2020-02-03"), **changes}
    return staged(written(tmp_path, feed_sample.as_xml(feed_sample.head(feed_sample.MADE_AT[0]), [made])))


# --- what is staged ---------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["xml", "json"])
def test_a_small_feed_is_staged_as_written_down_in_either_form(form, tmp_path):
    """golden/feed_*.csv holds every staged row of the second sample extract, checked by eye."""
    done = staged(feed_sample.write(tmp_path / "raw", f"xml {form} xml")[1], tmp_path / "warehouse")
    assert (done.rows_read, done.rows_staged, done.rows_set_aside, done.sample_rows) == (27, 25, 2, 25)
    for table in TABLES:
        with (GOLDEN / f"feed_{table}.csv").open(encoding="utf-8", newline="") as handle:
            expected = list(csv.DictReader(handle))
        shown = [
            {name: "" if row[name] is None else str(row[name]) for name in expected[0]} for row in rows(done, table)
        ]
        assert sorted(map(list, map(dict.items, shown))) == sorted(map(list, map(dict.items, expected))), table


@pytest.mark.parametrize("number", [1, 2, 3])
def test_xml_and_json_of_one_extract_are_staged_alike(number, tmp_path):
    written_in = {form: feed_sample.write(tmp_path / form, f"{form} {form} {form}") for form in ("xml", "json")}
    both = {form: staged(files[number - 1]) for form, files in written_in.items()}
    for table in TABLES:
        assert rows(both["xml"], table) == rows(both["json"], table), table
    assert both["xml"].rows_read == both["json"].rows_read > 20


def test_a_list_of_one_an_empty_list_and_no_registration_at_all_in_json(tmp_path):
    made = feed_sample.registrations(1)
    for found in (made[:1], []):
        text = feed_sample.as_json(feed_sample.head(feed_sample.MADE_AT[0]), found)
        done = staged(written(tmp_path, text, f"{len(found)}.json"))
        assert (done.rows_read, len(rows(done, "snapshot"))) == (len(found), len(found))


def test_the_namespace_may_be_missing_or_prefixed(tmp_path):
    heading, made = feed_sample.head(feed_sample.MADE_AT[0]), feed_sample.registrations(1)
    plain = feed_sample.as_xml(heading, made)
    bare = feed_sample.as_xml(heading, made, namespace="")
    prefixed = plain.replace("</", "</~").replace("<", "<o:").replace("<o:/~", "</o:").replace("<o:?", "<?")
    prefixed = prefixed.replace("xmlns=", "xmlns:o=")
    texts = {"plain": plain, "bare": bare, "prefixed": prefixed}
    found = {name: rows(staged(written(tmp_path, text, f"{name}.xml")), "sighting") for name, text in texts.items()}
    assert found["plain"] == found["bare"] == found["prefixed"] and len(found["plain"]) > 40


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1252"])
def test_text_is_read_in_the_encoding_it_declares(encoding, tmp_path):
    made = feed_sample._registration("EY100001", "CCN", "ACTV", "EYR", "2010-01-04", "")
    made["Setting"]["SettingName"] = "Crèche Zoë"
    heading = feed_sample.head(feed_sample.MADE_AT[0])
    named = encoding.removesuffix("-sig").removesuffix("-le")
    text = feed_sample.as_xml(heading, [made]).replace('"utf-8"', f'"{named}"')
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    done = staged(written(tmp_path, mark + text.encode(encoding)))
    assert rows(done, "snapshot")[0]["provider_name"] == "Crèche Zoë"
    if encoding != "windows-1252":
        done = staged(written(tmp_path, mark + feed_sample.as_json(heading, [made]).encode(encoding), "extract.json"))
        assert rows(done, "snapshot")[0]["provider_name"] == "Crèche Zoë"


def test_a_registration_that_needs_care_is_named_nowhere(tmp_path):
    done = one(tmp_path, SpecialConsiderations="WREF")
    assert rows(done, "snapshot")[0]["is_name_withheld"] and rows(done, "registration")[0]["is_sensitive"]
    for path in done.folder.rglob("*.parquet"):
        text = str(fixtures.fetch(f"SELECT * FROM read_parquet('{path}')"))
        assert not [word for word in feed_sample.NAMES if word in text], path.name


def test_addresses_of_people_and_telephones_are_not_kept(tmp_path):
    done = staged(feed_sample.write(tmp_path / "raw")[0])
    everything = "".join(str(rows(done, table)) for table in TABLES)
    assert "Jabberstoke Row" not in everything and "nobody@" not in everything and "00000 000000" not in everything
    assert "2 Vorpalsea Lane" in everything
    assert sorted(path.name for path in done.folder.iterdir()) == sorted(
        ["account.json", "header.parquet", "raw_leaver.parquet", *(f"raw_{table}.parquet" for table in TABLES)]
    )


def test_elements_not_known_are_counted_by_name_and_their_text_is_not_kept(tmp_path):
    made = feed_sample.registrations(1)[:5]
    for registration in made:
        registration["Favourite"] = {"Colour": "vermilion"}
        registration["Setting"]["Nickname"] = "vermilion"
    done = staged(written(tmp_path, feed_sample.as_xml(feed_sample.head(feed_sample.MADE_AT[0]), made).replace(
        SHUT, f"<Appendix>vermilion</Appendix>{SHUT}")))  # fmt: skip
    told = {row["column_name"]: row["value"] for row in rows(done, "problem") if row["problem"] == "element not known"}
    assert told == {"Favourite": "seen 5 times", "Setting/Nickname": "seen 5 times", "/Appendix": "seen 1 times"}
    header = fixtures.fetch(f"SELECT printed, outcome FROM read_parquet('{done.table('header')}')")
    assert {row["printed"] for row in header if row["outcome"] == "not known"} == set(told)
    assert {"printed": "Provider/ProviderContact", "outcome": "ignored"} in header
    assert not any(b"vermilion" in path.read_bytes() for path in done.folder.iterdir())


@pytest.mark.parametrize(
    ("kind", "judgement", "family", "grade", "outcome"),
    [
        ("Inspection (Early Years Register)", "Satisfactory", "four-point", "requires improvement", None),
        ("inspection (early years register)", "GOOD", "four-point", "good", None),
        ("Re-inspection (Early Years Register)", "Inadequate", "four-point", "inadequate", None),
        ("Inspection (Early Years Register)", "Strong standard", "four-point", "unknown: Strong standard", None),
        ("Inspection (Early Years Register)", "Met", "early years register", None, "met"),
        ("Inspection (Early Years Register)", "Met - no children on roll", "no children on roll", None,
         "unknown: Met - no children on roll"),
        ("Inspection (Childcare Register)", "Not Met (with actions)", "childcare register", None,
         "not met (with actions)"),
        ("four-point", "Good", "other visit: four-point", None, "Good"),
        ("report card", "Good", "other visit: report card", None, "Good"),
        (None, "Good", "other visit: type not given", None, "Good"),
    ],
)  # fmt: skip
def test_only_a_declared_type_with_a_known_grade_can_be_scored(kind, judgement, family, grade, outcome, tmp_path):
    visit = {"InspectionType": kind, "InspectionDate": "2015-03-10", "InspectionOverallJudgement": judgement}
    (found,) = rows(one(tmp_path, InspectionList=[visit]), "sighting")
    assert (found["family"], found["grade"], found["outcome"]) == (family, grade, outcome)


@pytest.mark.parametrize(
    ("registers", "expected", "in_scope"),
    [
        ([("EYR", "REGD", None), ("CCR", "REGD", None), ("VCR", "REGD", None)], "ALL", True),
        ([("EYR", "REGD", None)], "EYR only", True),
        ([("VCR", "REGD", None), ("EYR", "REGD", None)], "EYR-VCR", True),
        ([("EYR", "REGD", "2020-01-01"), ("CCR", "REGD", None)], "CCR only", False),
        ([("EYR", "REGD", "2030-01-01")], "EYR only", True),
        ([("EYR", "EXEM", None), ("CCR", "REGD", None)], "CCR only", False),
        ([("XYZ", "REGD", None)], "unknown: XYZ", False),
        ([], None, False),
    ],
)  # fmt: skip
def test_registers_are_those_not_ended(registers, expected, in_scope, tmp_path):
    listed = [
        {"Register": name, "Status": status, "StartDate": "2010-01-01", "EndDate": ended}
        for name, status, ended in registers
    ]
    (found,) = rows(one(tmp_path, ChildServicesRegisterList=listed), "snapshot")
    assert (found["registers"], found["is_early_years"]) == (expected, in_scope)


def test_dates_as_xml_may_write_them(tmp_path):
    for printed in ("2020-02-29", "2020-02-29Z", "2020-02-29+01:00", "2020-02-29T00:00:00", " 2020-02-29 "):
        assert rows(one(tmp_path, RegistrationDate=printed), "snapshot")[0]["registered_on"] == dt.date(2020, 2, 29)
    for printed in ("2021-02-29", "29/02/2020", "2020-02-299", "soon"):
        done = one(tmp_path, RegistrationDate=printed)
        assert rows(done, "snapshot")[0]["registered_on"] is None
        assert [row["value"] for row in rows(done, "problem") if row["column_name"] == "RegistrationDate"] == [printed]


def test_a_date_that_cannot_be_read_is_named_and_what_it_belongs_to_kept(tmp_path):
    done = one(
        tmp_path,
        RegistrationStatusHistoryList=[{"RegistrationStatus": "SUSP", "ChangeDate": "last year"}],
        WelfareNoticeHistoryList=[{"WelfareCategory": "Ratios", "WelfareStartDate": "2020-13-01"}],
    )
    told = {(row["column_name"], row["value"]) for row in rows(done, "problem")}
    assert told == {("ChangeDate", "last year"), ("WelfareStartDate", "2020-13-01")}
    assert [row["status"] for row in rows(done, "status_history")] == ["suspended"]
    assert [row["category"] for row in rows(done, "notice")] == ["Ratios"]


def test_the_day_a_registration_ended_is_taken_from_its_history(tmp_path):
    history = [
        {"RegistrationStatus": "SUSP", "ChangeDate": "2019-01-01"},
        {"RegistrationStatus": "RESG", "ChangeDate": "2020-03-04"},
    ]
    gone = one(tmp_path, RegistrationStatus="RESG", RegistrationStatusHistoryList=history)
    assert rows(gone, "leaver") == [{"urn": "EY100001", "left_on": dt.date(2020, 3, 4)}]
    assert rows(one(tmp_path, RegistrationStatusHistoryList=history), "leaver") == []


def test_an_extract_is_staged_once_and_again_when_its_bytes_change(tmp_path):
    path = feed_sample.write(tmp_path / "raw")[0]
    warehouse = paths.Warehouse(tmp_path / "warehouse")
    first, was_new = stage.stage(extract.inspect(path), warehouse)
    again, is_new = stage.stage(extract.inspect(path), warehouse)
    assert (was_new, is_new, again) == (True, False, first)
    (first.folder / "account.json").write_text('{"rows_read": ')  # damaged: staged afresh
    assert stage.stage(extract.inspect(path), warehouse) == (first, True)
    path.write_text(path.read_text().replace("House 01", "House 91"))
    assert stage.stage(extract.inspect(path), warehouse)[0].folder != first.folder


# --- what is refused --------------------------------------------------------------------------------

BOMB = "<!DOCTYPE a [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
) + "]>"  # fmt: skip
HOSTILE = {
    "entities that grow": (f"{BOMB}{OPEN}<Extract>&j;</Extract>{SHUT}", errors.FeedRefused, "DOCTYPE"),
    "entities in an attribute": (f"{BOMB}{OPEN[:-1]} x='&j;'>{HEAD}{SHUT}", errors.FeedRefused, "entity"),
    "a file from this computer": (
        f"<!DOCTYPE a [<!ENTITY x SYSTEM '{Path(__file__).as_uri()}'>]>{OPEN}{HEAD}<Registration>&x;{SHUT}",
        errors.FeedRefused, "DOCTYPE"),
    "a document type from elsewhere": (
        f"<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/a.dtd'>{OPEN}{HEAD}{SHUT}", errors.FeedRefused, "DOCTYPE"),
    "an entity never declared": (f"{OPEN}{HEAD}<Registration>&x;</Registration>{SHUT}", errors.FeedDamaged, ""),
    "deep nesting": (f"{OPEN}{HEAD}<Registration>{'<a>' * 9_000}", errors.FeedRefused, "deep"),
    "deep nesting in JSON": (JSON_OPEN + "[" * 9_000, errors.FeedRefused, "deep"),
    "a long text": (f"{OPEN}{HEAD}<Registration>{'x' * 6_000_000}", errors.FeedRefused, "MB"),
    "a long comment": (f"{OPEN}{HEAD}<!--{'x' * 6_000_000}-->{SHUT}", errors.FeedRefused, "MB"),
    "a long string in JSON": (f'{JSON_OPEN}"{"x" * 6_000_000}"}}}}', errors.FeedRefused, "MB"),
    "a registration without end": (f"{OPEN}{HEAD}<Registration>{'<a/>' * 2_000_000}", errors.FeedRefused, "MB"),
    "a registration without end in JSON": (
        JSON_OPEN + "{" + '"a": 1, ' * 60_000 + '"b": 1}}}', errors.FeedRefused, "values"),
    "cut short": (f"{OPEN}{HEAD}<Registration><ReferenceNumber>EY1000", errors.FeedDamaged, "line"),
    "cut short in JSON": (JSON_OPEN + '[{"ReferenceNumber": "EY1', errors.FeedDamaged, "EOF"),
    "two documents": (f"{OPEN}{HEAD}{SHUT}{OPEN}{SHUT}", errors.FeedDamaged, "Extra content"),
    "two documents in JSON": (JSON_OPEN + "null}} {}", errors.FeedDamaged, "trailing"),
    "bytes of another encoding": (
        OPEN.encode() + HEAD.encode() + b"<a>\xe9\xff</a>" + SHUT.encode(), errors.FeedDamaged, ""),
    "a NUL": (f"{OPEN}{HEAD}<Registration>\0</Registration>{SHUT}", errors.FeedDamaged, "0x0"),
    "nothing": ("", errors.NotAFeed, "empty"),
    "a page to log in": ("<html><body>Log in</body></html>", errors.NotAFeed, "outermost element"),
    "words": ("Provider URN,Provider name\n", errors.NotAFeed, "neither XML nor JSON"),
    "other JSON": ('{"releases": [1, 2]}', errors.NotAFeed, feed_sample.ROOT),
    "no date": (f"{OPEN}<Extract/>{SHUT}", errors.NotAFeed, "ExtractDateTime"),
    "no heading": (f"{OPEN}{SHUT}", errors.NotAFeed, "ExtractDateTime"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_sound_extract_is_refused_and_leaves_nothing(case, tmp_path):
    content, kind, says = HOSTILE[case]
    path = written(tmp_path, content)
    with pytest.raises(kind) as refusal:
        staged(path)
    told = str(refusal.value)
    assert path.name in told and says in told and str(tmp_path) in told
    assert "\n" not in told and len(told) < 600
    warehouse = paths.Warehouse(tmp_path / "warehouse")
    assert not warehouse.staged.exists() or list(warehouse.staged.iterdir()) == []


def test_a_refusal_never_quotes_what_the_file_says(tmp_path):
    """A parser's message may hold the text around the fault; the text may be a name."""
    for number, text in enumerate((JSON_OPEN + '{"Name": "Zebrawood" "Q"', JSON_OPEN + '{"Name": "Zebrawood\x01"')):
        with pytest.raises(errors.FeedDamaged) as refusal:
            staged(written(tmp_path, text, f"{number}.json"))
        assert "Zebrawood" not in str(refusal.value)


def test_a_file_too_large_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MOST_BYTES", 1 << 20)
    with pytest.raises(errors.FeedRefused, match="larger than 1 MB"):
        extract.inspect(written(tmp_path, OPEN + " " * (1 << 20)))


PEAK = """
import resource, sys
from pathlib import Path
from pipelines import errors, paths
from pipelines.feed import extract, stage
try:
    done, _ = stage.stage(extract.inspect(Path(sys.argv[1])), paths.Warehouse(Path(sys.argv[2])))
    print(done.rows_staged, end=" ")
except errors.FeedRefused:
    print("refused", end=" ")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)
status = Path("/proc/self/status")
if status.exists():  # what Linux says above counts the process that started this one
    peak = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
print(peak // 1024)
"""


def peak(path, tmp_path):
    """What staging a file in a process of its own came to, and the most memory it took, in MB."""
    command = [sys.executable, "-c", PEAK, str(path), str(tmp_path / "warehouse")]
    told = subprocess.run(command, cwd=paths.PROJECT, capture_output=True, text=True, check=True, timeout=100).stdout
    result, most = told.split()
    return result, int(most)


def test_a_county_is_staged_in_little_memory(tmp_path):
    """3,000 registrations in 13 MB; held whole, the same would take several times as much."""
    made = feed_sample._registration("EY100001", "CCN", "ACTV", "EYR CCR", "2010-01-04", "2@2014-02-03 3@2018-02-03")
    made["RegistrationCertificate"] = {"CertificateConditionList": [{"Condition": "x" * 300}] * 6}
    text = "".join(feed_sample._elements({"Registration": made}))
    with (tmp_path / "county.xml").open("w") as handle:
        handle.write(OPEN + HEAD)
        handle.writelines(text.replace("EY100001", f"EY{number:06}") for number in range(100_000, 103_000))
        handle.write(SHUT)
    result, most = peak(tmp_path / "county.xml", tmp_path)
    assert result == "3000" and most < 400


@pytest.mark.parametrize("form", ["xml", "json"])
def test_a_text_of_300_megabytes_is_refused_in_little_memory(form, tmp_path):
    path = tmp_path / f"long.{form}"
    with path.open("wb") as handle:
        handle.write(f"{OPEN}{HEAD}<Registration>".encode() if form == "xml" else f'{JSON_OPEN}"'.encode())
        for _ in range(300):
            handle.write(b"x" * 1_000_000)
    result, most = peak(path, tmp_path)
    assert result == "refused" and most < 200


def test_a_registration_that_is_no_object_is_set_aside(tmp_path):
    listed = ["text", None, 7, {"ReferenceNumber": {"deep": 1}}, {"ReferenceNumber": "EY100001\ud800"}, {}]
    text = JSON_OPEN + json.dumps(listed) + "}}"
    done = staged(written(tmp_path, text, "odd.json"))
    assert (done.rows_read, done.rows_staged, done.rows_set_aside) == (6, 0, 6)
