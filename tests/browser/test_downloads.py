"""Downloads, the analyst's page: every file arrives, holds what the page says, and describes itself."""

import io
import json
import re
import zipfile

import pytest

from pipelines import export
from tests import fixtures
from tests.browser import expected


def printed(screen, dataset: str) -> int:
    """How many rows the page says a dataset has."""
    datasets = screen.text.split(screen.title)[1]
    said = re.search(rf"^{dataset.capitalize()}$.*?^([\d,]+) rows?\b", datasets, re.M | re.S)
    return int(said[1].replace(",", ""))


@pytest.mark.parametrize("dataset", export.DATASETS)
def test_every_file_holds_the_rows_the_page_prints(screen, dataset, tmp_path):
    screen.open("downloads")
    count = printed(screen, dataset)
    assert count > 0
    name, content = screen.download(f"{dataset.capitalize()}: CSV with metadata (zip)")
    assert name.endswith(".zip")
    archive = zipfile.ZipFile(io.BytesIO(content))
    [table] = [entry for entry in archive.namelist() if entry.endswith(".csv")]
    [described] = [entry for entry in archive.namelist() if entry.endswith("-metadata.json")]
    rows = expected.csv_rows(archive.read(table))
    assert len(rows) == count
    assert {row["notice"] for row in rows} == {"sample data, invented settings"}
    facts = json.loads(archive.read(described))
    assert facts["url"] == table
    columns = facts["tableSchema"]["columns"]
    assert [column["name"] for column in columns] == list(rows[0])
    assert all(column["dc:description"] for column in columns)

    name, content = screen.download(f"{dataset.capitalize()}: CSV")
    assert name.endswith(".csv")
    assert expected.csv_rows(content) == rows

    name, content = screen.download(f"{dataset.capitalize()}: Parquet")
    assert name.endswith(".parquet")
    (tmp_path / name).write_bytes(content)
    exact = fixtures.fetch(f"SELECT * FROM read_parquet('{tmp_path / name}')")
    assert len(exact) == count
    assert list(exact[0]) == list(rows[0])
    assert name.startswith("sample"), "a file says by its name that it holds sample data"


def test_each_dataset_shows_its_date_size_and_dictionary(screen, sample_served):
    screen.open("downloads")
    for dataset in export.DATASETS:
        count = printed(screen, dataset)
        assert count == export.row_count(sample_served, dataset)
        screen.page.get_by_text(f"Every column of {dataset}").click()
        told = screen.page.get_by_role("table", name=re.compile(f"^{dataset}", re.I))
        told.wait_for()
        names = [name for name, *_ in export.describe(sample_served, dataset)]
        assert told.get_by_role("rowheader").all_inner_texts() == names
        assert all(cell.strip() for cell in told.get_by_role("cell").all_inner_texts())
    assert screen.text.count("as at 30 June 2026") >= len(export.DATASETS)


def test_formulas_byte_order_and_licence_are_explained(screen):
    screen.open("downloads")
    for told in ("byte order mark", "apostrophe", "Parquet", "CSVW", "Open Government Licence v3.0"):
        assert told in screen.text
