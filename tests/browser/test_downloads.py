"""Downloads, the analyst's page: every file arrives, holds what the page says, and is what the command shown makes."""

import io
import json
import shlex
import zipfile

import openpyxl
import pytest

from pipelines import __main__, datasets, export
from tests import fixtures
from tests.browser import expected

SPREADSHEET, CSV, ZIP, PARQUET = "Spreadsheet (Excel)", "CSV", "CSV with description (zip)", "Parquet"


def commands(screen) -> dict[str, list[str]]:
    """The commands on the page by the form they make, as arguments after `python -m pipelines`."""
    shown = [shlex.split(line) for line in screen.page.locator("code").first.inner_text().splitlines() if line.strip()]
    assert all(words[:3] == ["python", "-m", "pipelines"] for words in shown)
    return {words[words.index("--format") + 1]: words[3:] for words in shown}


def run(arguments: list[str], screen, folder, monkeypatch) -> dict[str, bytes]:
    """Give a command in an empty folder; the files it leaves there, by name."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SQM_WAREHOUSE", str(screen.app.warehouse))
    chosen = __main__._parser().parse_args(arguments)
    chosen.run(chosen)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("dataset", export.DATASETS)
def test_a_dataset_is_told_had_and_made_again(screen, dataset, sample_served, tmp_path, monkeypatch):
    screen.open(f"downloads?dataset={dataset}")
    one, count = datasets.every()[dataset], export.row_count(sample_served, dataset)
    assert screen.page.get_by_role("heading", level=2, name=one.title, exact=True).count() == 1
    for told in (one.one_row, f"{count:,} rows · {len(one.columns)} columns", "as at 30 June 2026", "columns version"):
        assert told in screen.text
    table = screen.page.get_by_role("table")
    assert table.get_by_role("rowheader").all_inner_texts() == [column.column for column in one.columns]
    assert all(cell.strip() for cell in table.get_by_role("cell").all_inner_texts())

    name, content = screen.download(CSV)
    rows = expected.csv_rows(content)
    assert len(rows) == count > 5 and {row["notice"] for row in rows} == {"sample data, invented settings"}
    assert name.startswith("sample"), "a file says by its name that it holds sample data"
    made = run(commands(screen)["csv"], screen, tmp_path, monkeypatch)
    assert made[name] == content
    described = json.loads(made[f"{name}-metadata.json"])
    assert [column["name"] for column in described["tableSchema"]["columns"]] == list(rows[0])


def test_the_dataset_of_every_provider_says_how_many_the_pages_count(screen, sample_served, sample_listing):
    """Those on the Early Years Register, out of all it holds: beside the table of datasets, and of one area."""
    for area in (None, "Northmarsh"):
        here = [row for row in sample_listing.values() if area in (None, row["local_authority"])]
        told = f"Of these {len(here):,}, {sum(row['is_in_scope'] for row in here):,} are on the Early Years Register"
        where = f"&local_authority={area}" if area else ""
        assert told in screen.open(f"downloads?dataset=labels{where}").text
        assert told in screen.open(f"downloads?{where}").text
        assert screen.text.count("are on the Early Years Register (is_in_scope)") == 1, "of no other dataset"


@pytest.mark.parametrize("as_at, area", [("2026-06-30", None), ("2022-03-31", "Kingsfen and Low Wold")])
def test_every_form_of_a_dataset_is_what_its_command_makes(screen, as_at, area, tmp_path, monkeypatch):
    """At the date on screen, and of the local authority chosen."""
    screen.open(f"downloads?dataset=labels&as_at={as_at}" + (f"&local_authority={area}" if area else ""))
    told = commands(screen)
    assert all(as_at in " ".join(arguments) and ("--la" in arguments) == bool(area) for arguments in told.values())
    _, text = screen.download(CSV)
    rows = expected.csv_rows(text)
    assert {row["as_at"] for row in rows} == {as_at} and f"{len(rows):,} rows" in screen.text
    assert len({row["local_authority"] for row in rows}) > 3 or {row["local_authority"] for row in rows} == {area}
    for button, form in ((SPREADSHEET, "xlsx"), (ZIP, "zip"), (PARQUET, "parquet")):
        name, content = screen.download(button)
        (tmp_path / form).mkdir()
        assert run(told[form], screen, tmp_path / form, monkeypatch) == {name: content}, form
        (tmp_path / name).write_bytes(content)
        if form == "xlsx":
            book = openpyxl.load_workbook(io.BytesIO(content))
            assert [row[0] for row in book["labels"].iter_rows(min_row=4, values_only=True)] == [r["urn"] for r in rows]
        elif form == "zip":
            assert zipfile.ZipFile(io.BytesIO(content)).read("labels.csv") == text
        else:
            exact = fixtures.fetch(f"SELECT urn FROM read_parquet('{tmp_path / name}')")
            assert [row["urn"] for row in exact] == [row["urn"] for row in rows]


def test_the_table_leads_to_each_dataset_and_the_address_keeps_the_choice(screen, sample_served):
    screen.open("downloads?local_authority=Northmarsh&tier=watch")
    assert "Other filters chosen" in screen.text and f"{len(datasets.NAMES)} datasets of Northmarsh" in screen.text
    table = screen.page.get_by_role("table").first
    titles = table.get_by_role("rowheader").all_inner_texts()
    assert [title.split("\n")[0] for title in titles] == [one.title for one in datasets.every().values()]
    for row in table.get_by_role("row").all()[1:]:
        name = row.get_by_role("rowheader").inner_text().split("\n")[-1]
        rows, columns = row.get_by_role("cell").all_inner_texts()[1:]
        count = export.row_count(sample_served, name, ["Northmarsh"])
        where = "\nall areas" if datasets.every()[name].is_whole else ""
        assert (rows, columns) == (f"{count:,}{where}", str(len(datasets.every()[name].columns))), name
        assert where or count < export.row_count(sample_served, name), name
    box = screen.page.get_by_role("combobox", name="Dataset")
    box.click()
    screen.do(screen.page.get_by_role("option", name="Training needs", exact=True).click)
    assert screen.query == {"dataset": ["training"], "local_authority": ["Northmarsh"], "tier": ["watch"]}
    assert "flagged setting, weak result" in screen.text
    screen.back()
    assert "dataset" not in screen.query and screen.page.get_by_role("table").count() > 1
    screen.forward().press("All datasets")
    assert screen.query == {"local_authority": ["Northmarsh"], "tier": ["watch"]}
    screen.open("downloads?dataset=nonsense")
    assert "“nonsense” is not a dataset" in screen.alerts and screen.page.get_by_role("table").count() > 1


def test_everything_in_one_zip_and_the_dictionary(screen, tmp_path, monkeypatch):
    screen.open("downloads")
    for told in ("byte order mark", "apostrophe", "Parquet", "CSVW", "First numbered version"):
        assert told in screen.text
    screen.unfold("The commands that make these two files")
    screen.page.locator("code").first.wait_for()
    told = commands(screen)
    for button, form in (("Every dataset (zip of CSVs)", "zip"), ("Dictionary of every column (CSV)", "csv")):
        name, content = screen.download(button)
        (tmp_path / form).mkdir()
        assert run(told[form], screen, tmp_path / form, monkeypatch) == {name: content}
        if form == "zip":
            held = zipfile.ZipFile(io.BytesIO(content)).namelist()
            assert set(held) == {*(f"{one}.csv" for one in export.DATASETS), "csv-metadata.json", "dictionary.csv"}
        else:
            assert len(expected.csv_rows(content)) == sum(len(one.columns) for one in datasets.every().values())


def test_the_flagged_list_as_a_spreadsheet_is_the_rows_on_screen(screen, sample_listing):
    screen.open("?local_authority=Northmarsh&tier=watch")
    name, content = screen.download("Spreadsheet")
    assert name == "sample_flagged-settings_northmarsh_as-at-2026-06-30.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(content))["labels"]
    urns = [row[0] for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert urns == expected.view(sample_listing, local_authority="Northmarsh", tier="watch")
