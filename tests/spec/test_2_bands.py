"""Section 2: bands, incomplete report cards, provisional steps, funded places."""

from tests.spec.table import mismatches


def test_a_report_card_is_in_the_band_of_its_weakest_area_and_safeguarding(backend):
    assert not mismatches(
        backend,
        """
        | history                                                        | band    |
        | card 2026                                                      | secure  |
        | card(all=exceptional) 2026                                     | secure  |
        | card(all=strong standard, ach=expected standard) 2026          | secure  |
        | card(incl=needs attention) 2026                                | below   |
        | card(all=needs attention) 2026                                 | below   |
        | card(all=exceptional, welf=needs attention) 2026               | below   |
        | card(curr=urgent improvement) 2026                             | serious |
        | card(curr=urgent improvement, ach=needs attention) 2026        | serious |
        | card(all=exceptional, safeguarding=not met) 2026               | serious |
        | card(incl=needs attention, safeguarding=not met) 2026          | serious |
    """,
    )


def test_every_area_of_a_report_card_is_looked_at(backend):
    assert not mismatches(
        backend,
        """
        | history                                | band    |
        | card(incl=needs attention) 2026        | below   |
        | card(curr=needs attention) 2026        | below   |
        | card(ach=needs attention) 2026         | below   |
        | card(behav=needs attention) 2026       | below   |
        | card(welf=needs attention) 2026        | below   |
        | card(lead=needs attention) 2026        | below   |
        | card(incl=urgent improvement) 2026     | serious |
        | card(behav=urgent improvement) 2026    | serious |
        | card(welf=urgent improvement) 2026     | serious |
        | card(lead=urgent improvement) 2026     | serious |
    """,
    )


def test_an_area_that_does_not_apply_is_left_out(backend):
    assert not mismatches(
        backend,
        """
        | history                                      | scored | band   |
        | card(ach=-) 2026                             | 1      | secure |
        | card(ach=-, incl=needs attention) 2026       | 1      | below  |
        | card(all=-, lead=expected standard) 2026     | 1      | secure |
    """,
    )


def test_an_incomplete_card_is_shown_not_scored(backend):
    assert not mismatches(
        backend,
        """
        | history                                                  | scored | why                          |
        | card(incl=blank) 2026                                    | 0      | an area is missing           |
        | card(welf=not recorded) 2026                             | 0      | an area is missing           |
        | card(lead=withheld) 2026                                 | 0      | an area is withheld          |
        | card(incl=unknown: Splendid) 2026                        | 0      | not a grade anyone declared  |
        | card(incl=blank, curr=urgent improvement) 2026           | 0      | missing, however bad the rest |
        | card(incl=blank, safeguarding=not met) 2026              | 0      | missing, however bad the rest |
        | card(safeguarding=blank) 2026                            | 0      | safeguarding is missing      |
        | card(safeguarding=-) 2026                                | 0      | safeguarding always applies  |
        | card(safeguarding=withheld) 2026                         | 0      | safeguarding is missing      |
        | card(all=-) 2026                                         | 0      | nothing was judged           |
        | card(all=-, safeguarding=not met) 2026                   | 0      | nothing was judged           |
    """,
    )


def test_an_incomplete_card_leaves_the_earlier_grade_standing(backend):
    assert not mismatches(
        backend,
        """
        | history                                    | label     | latest     | band   |
        | G 2016 > RI 2025 > card(incl=blank) 2026   | declining | 2025-01-01 | below  |
        | G 2016 > G 2025 > card(safeguarding=blank, incl=urgent improvement) 2026 | steady | 2025-01-01 | secure |
    """,
    )


def test_four_point_safeguarding_does_not_change_the_band(backend):
    assert not mismatches(
        backend,
        """
        | history                      | band    |
        | G(safeguarding=no) 2020      | secure  |
        | I(safeguarding=yes) 2020     | serious |
    """,
    )


def test_a_step_that_joins_two_frameworks_is_provisional(backend):
    assert not mismatches(
        backend,
        """
        | history                                                    | moves                                     |
        | G 2022 > card 2026                                         | same provisional                          |
        | G 2022 > card(incl=needs attention) 2026                   | decline 1 crossing provisional            |
        | RI 2022 > card 2026                                        | improvement 1 crossing recovery provisional |
        | card 2026 > card(incl=needs attention) 2026-03-01          | decline 1 crossing                        |
        | card 2026 > RI 2026-03-01                                  | decline 1 crossing provisional            |
    """,
    )


def test_a_step_that_touches_a_satisfactory_is_provisional(backend):
    assert not mismatches(
        backend,
        """
        | history                        | moves                                       |
        | G 2010 > RI 2013-11-03         | decline 1 crossing provisional              |
        | G 2010 > RI 2013-11-04         | decline 1 crossing                          |
        | RI 2013-11-03 > G 2016         | improvement 1 crossing recovery provisional |
        | RI 2013-11-04 > G 2016         | improvement 1 crossing recovery             |
        | RI 2012 > I 2013               | decline 1 provisional                       |
        | G 2010 > I 2012                | decline 2 crossing                          |
    """,
    )


def test_satisfactory_to_requires_improvement_is_no_change(backend):
    assert not mismatches(
        backend,
        """
        | history                         | moves            | label            |
        | Satisfactory 2012 > RI 2016     | same provisional | repeatedly below |
        | RI 2016 > RI 2018               | same             | repeatedly below |
    """,
    )


def test_may_affect_funded_places(backend):
    assert not mismatches(
        backend,
        """
        | history                                                     | funded places               |
        | none                                                        | -                           |
        | O 2020                                                      | -                           |
        | G 2020                                                      | -                           |
        | RI 2020                                                     | disadvantaged two-year-olds |
        | I 2020                                                      | all places                  |
        | card 2026                                                   | -                           |
        | card(lead=needs attention) 2026                             | disadvantaged two-year-olds |
        | card(lead=urgent improvement) 2026                          | all places                  |
        | card(safeguarding=not met) 2026                             | all places                  |
        | card(lead=needs attention, safeguarding=not met) 2026       | all places                  |
        | card(incl=needs attention) 2026                             | -                           |
        | card(incl=urgent improvement) 2026                          | -                           |
        | card(incl=urgent improvement, lead=needs attention) 2026    | disadvantaged two-year-olds |
    """,
    )


def test_funded_places_follow_the_latest_scored_inspection(backend):
    assert not mismatches(
        backend,
        """
        | history                                                | funded places |
        | I 2018 > G 2020                                        | -             |
        | I 2018 > NCOR met 2020                                 | all places    |
        | I 2024 > card(incl=blank) 2026                         | all places    |
    """,
    )
