"""Releases of 2020 to 2023 are recommended where they can show more of a setting, and nowhere else."""

import pytest

from pages.parts import words
from pipelines import flagged_list, reads, sentences
from tests import fixtures


def built(folder, national: bool) -> reads.Served:
    """As at 2026: registered in 2015, in 2024 and on an unknown day. One that a release of 2021 lists as well."""
    card = {"full_1_on": "14/05/2025", "full_1_grade": "3"}
    known = fixtures.provider("EY100001", full_1_on="14/05/2019", full_1_grade="3", registered_on="01/02/2015")
    names = []
    if national:
        names.append(fixtures.release(folder, "L2", [known]).name)
    rows = [
        fixtures.provider("EY100002", **card, registered_on="01/02/2015"),
        fixtures.provider("EY100003", **card, registered_on="01/02/2024"),
        fixtures.provider("EY100004", **card, registered_on=""),
    ]
    names.append(fixtures.release(folder, "L4", rows).name)
    (folder / "releases.csv").write_text(
        "file,coverage\n" + "".join(f"{name},{'national' if '2021' in name else 'partial'}\n" for name in names)
    )
    return fixtures.built(folder, folder / "warehouse")


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    return built(tmp_path_factory.mktemp("alone"), national=False)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    return built(tmp_path_factory.mktemp("both"), national=True)


def told(served: reads.Served) -> dict[str, bool]:
    """Of each setting whose patterns cannot be seen: whether its page recommends those releases."""
    rows = {urn: sentences.rule_and_evidence(row) for urn, row in fixtures.listing(served).items()}
    return {urn: sentences.THREE in said for urn, said in rows.items() if "patterns cannot be seen" in said}


def test_they_are_recommended_for_whom_they_could_list(alone, both):
    assert told(alone) == {"EY100002": True, "EY100003": False, "EY100004": True}
    assert told(both) == {"EY100002": True, "EY100003": False, "EY100004": False}, "the release of 2021 lacks the last"


@pytest.mark.parametrize(
    "without, lengthened, said",
    [
        (3, 3, "Those of 2020 to 2023 print three: add"),
        (3, 2, "print three and may help for 2: add"),
        (3, 0, "of each."),
    ],
)
def test_the_list_says_for_how_many(without, lengthened, said):
    hidden = words.patterns_hidden({"scope": 3, "without_pattern": without, "lengthened": lengthened})
    assert said in hidden and (lengthened or hidden.endswith(said))


def test_the_list_counts_them(alone, both):
    for served in (alone, both):
        counts, page = flagged_list.counts(served, {}), told(served)
        assert (counts["without_pattern"], counts["lengthened"]) == (len(page), sum(page.values()))
