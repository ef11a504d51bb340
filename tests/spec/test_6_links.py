"""Confirmed links: an earlier registration's inspections in the history of the one that carries it on."""

from tests.spec.table import mismatches


def test_inspections_before_the_first_of_the_new_registration_are_carried_over(backend):
    assert not mismatches(
        backend,
        """
        | history           | earlier                      | scored | label              | latest     | moves                                      |
        | G 2024            | G 2016 > RI 2019             | 3      | bounced once       | 2024-01-01 | decline 1 crossing; improvement 1 crossing reversal recovery bounce |
        | RI 2024           | G 2016 > RI 2019 > G 2021    | 4      | yo-yo              | 2024-01-01 | decline 1 crossing; improvement 1 crossing reversal recovery bounce; decline 1 crossing reversal relapse |
        | G 2024            | none                         | 1      | not enough history | 2024-01-01 | -                                          |
        | none              | G 2019 > RI 2022             | 2      | declining          | 2022-01-01 | decline 1 crossing                         |
        | G 2020 > G 2024   | RI 2019 > I 2020 > I 2021    | 3      | steady             | 2024-01-01 | improvement 1 crossing recovery; same      |
        | NCOR met 2021 > G 2024 | RI 2019 > I 2022        | 2      | recovering         | 2024-01-01 | improvement 1 crossing recovery            |
    """,
    )


def test_chains_of_links_all_count(backend):
    assert not mismatches(
        backend,
        """
        | history | earlier                   | scored | label            | tier     |
        | RI 2024 | G 2021 < RI 2019 < G 2016 | 4      | yo-yo            | targeted |
        | RI 2024 | none < RI 2022            | 2      | repeatedly below | targeted |
        | none    | none < RI 2020 > RI 2022  | 2      | repeatedly below | targeted |
        | G 2024  | G 2018 < I 2019 > G 2016  | 3      | steady           | universal |
    """,
    )


def test_what_is_a_fact_of_the_registration_is_not_carried_over(backend):
    """It still awaits its own first inspection, and no power follows from a result of another registration."""
    assert not mismatches(
        backend,
        """
        | history | earlier | registered | label           | flags                    | funded places |
        | none    | I 2022  | 2022-06-01 | serious concern | awaiting first inspection | -             |
        | I 2024  | G 2022  | 2022-06-01 | serious concern | declining                | all places    |
        | none    | G 2019  | 2026-01-01 | not enough history | long since inspection | -             |
    """,
    )


def test_nothing_after_the_as_at_date_counts(backend):
    assert not mismatches(
        backend,
        """
        | history | earlier           | as at      | scored | label     |
        | G 2024  | G 2018 > RI 2023  | 2023-06-30 | 2      | declining |
        | G 2024  | G 2018 > RI 2023  | 2022-06-30 | 1      | not enough history |
    """,
    )
