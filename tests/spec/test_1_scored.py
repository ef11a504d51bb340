"""Section 1: what is on the timeline and scored, and what is never scored."""

from tests.spec.table import mismatches


def test_the_four_grades_are_scored(backend):
    assert not mismatches(
        backend,
        """
        | history             | scored | band    |
        | O 2020              | 1      | secure  |
        | G 2020              | 1      | secure  |
        | RI 2020             | 1      | below   |
        | Satisfactory 2012   | 1      | below   |
        | I 2020              | 1      | serious |
    """,
    )


def test_a_visit_that_ends_in_met_or_not_met_is_never_scored(backend):
    assert not mismatches(
        backend,
        """
        | history                                     | scored | label              | latest     |
        | NCOR met 2018                               | 0      | not enough history | -          |
        | NCOR not met (enforcement) 2018             | 0      | not enough history | -          |
        | OOSC not met (with actions) 2020            | 0      | not enough history | -          |
        | CR met 2021                                 | 0      | not enough history | -          |
        | G 2016 > OOSC not met (with actions) 2020   | 1      | not enough history | 2016-01-01 |
        | RI 2016 > NCOR met 2018                     | 1      | below              | 2016-01-01 |
        | G 2022 > CR not met (enforcement) 2024      | 1      | not enough history | 2022-01-01 |
    """,
    )


def test_an_unscored_visit_between_two_grades_is_not_a_step(backend):
    assert not mismatches(
        backend,
        """
        | history                                             | scored | moves                | label     |
        | G 2022 > NCOR not met (enforcement) 2023 > G 2024   | 2      | same                 | steady    |
        | G 2022 > OOSC met 2023 > RI 2024                    | 2      | decline 1 crossing   | declining |
    """,
    )


def test_grades_before_september_2008_are_shown_not_scored(backend):
    assert not mismatches(
        backend,
        """
        | history                    | scored | latest     |
        | I 2008-08-31               | 0      | -          |
        | I 2008-09-01               | 1      | 2008-09-01 |
        | I 2008-08-31 > G 2010      | 1      | 2010-01-01 |
    """,
    )


def test_report_cards_are_scored_from_10_november_2025(backend):
    assert not mismatches(
        backend,
        """
        | history            | scored | latest     |
        | card 2025-11-09    | 0      | -          |
        | card 2025-11-10    | 1      | 2025-11-10 |
    """,
    )


def test_a_grade_that_is_withheld_blank_or_not_declared_is_not_scored(backend):
    assert not mismatches(
        backend,
        """
        | history                           | scored | latest     |
        | withheld 2020                     | 0      | -          |
        | blank 2020                        | 0      | -          |
        | unknown(Fair) 2020                | 0      | -          |
        | G 2019 > unknown(Fair) 2020       | 1      | 2019-01-01 |
    """,
    )


def test_nothing_dated_after_the_as_at_date_counts(backend):
    assert not mismatches(
        backend,
        """
        | history                  | as at      | scored | label              |
        | G 2016 > I 2019-05-02    | 2019-05-01 | 1      | not enough history |
        | G 2016 > I 2019-05-02    | 2019-05-02 | 2      | serious concern    |
    """,
    )
