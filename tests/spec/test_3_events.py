"""Section 3: the order of a history, and the events in it."""

from tests.spec.table import mismatches


def test_the_order_is_by_date_whatever_the_order_written(backend):
    assert not mismatches(
        backend,
        """
        | history                         | latest     | label     |
        | RI 2019 > G 2016                | 2019-01-01 | declining |
        | G 2020 > G 2016 > G 2018        | 2020-01-01 | steady    |
    """,
    )


def test_on_one_date_a_four_point_grade_comes_before_a_report_card(backend):
    assert not mismatches(
        backend,
        """
        | history                                              | label           | moves                          |
        | card(incl=needs attention) 2026 > G 2026             | declining       | decline 1 crossing provisional |
        | I 2026 > card 2026                                   | recovering      | improvement 2 crossing recovery provisional |
    """,
    )


def test_a_second_sighting_of_an_inspection_changes_nothing(backend):
    assert not mismatches(
        backend,
        """
        | history                              | scored | label     |
        | G 2016 > G 2016                      | 1      | not enough history |
        | G 2016 > RI 2019 > RI 2019           | 2      | declining |
        | card 2026 > card 2026                | 1      | not enough history |
    """,
    )


def test_on_the_four_point_scale_a_change_is_of_grade(backend):
    assert not mismatches(
        backend,
        """
        | history           | moves                           |
        | G 2016 > G 2019   | same                            |
        | O 2016 > G 2019   | decline 1                       |
        | G 2016 > O 2019   | improvement 1                   |
        | G 2016 > RI 2019  | decline 1 crossing              |
        | O 2016 > RI 2019  | decline 2 crossing              |
        | G 2016 > I 2019   | decline 2 crossing              |
        | O 2016 > I 2019   | decline 3 crossing              |
        | RI 2016 > I 2019  | decline 1                       |
        | I 2016 > RI 2019  | improvement 1                   |
        | RI 2016 > O 2019  | improvement 2 crossing recovery |
        | I 2016 > O 2019   | improvement 3 crossing recovery |
    """,
    )


def test_between_report_cards_the_band_gives_direction_and_size(backend):
    assert not mismatches(
        backend,
        """
        | history                                                                                  | moves                           |
        | card 2026 > card(incl=needs attention) 2026-03-01                                        | decline 1 crossing              |
        | card(all=exceptional) 2026 > card(incl=needs attention) 2026-03-01                       | decline 1 crossing              |
        | card 2026 > card(safeguarding=not met) 2026-03-01                                        | decline 2 crossing              |
        | card(incl=needs attention) 2026 > card(incl=urgent improvement) 2026-03-01               | decline 1                       |
        | card(incl=needs attention) 2026 > card(all=exceptional, safeguarding=not met) 2026-03-01 | decline 1                       |
        | card(safeguarding=not met) 2026 > card(all=needs attention) 2026-03-01                   | improvement 1                   |
        | card(lead=urgent improvement) 2026 > card 2026-03-01                                     | improvement 2 crossing recovery |
    """,
    )


def test_between_report_cards_in_one_band_the_worst_area_gives_direction_and_size(backend):
    assert not mismatches(
        backend,
        """
        | history                                                                                     | moves         |
        | card 2026 > card(all=strong standard) 2026-03-01                                            | improvement 1 |
        | card 2026 > card(all=exceptional) 2026-03-01                                                | improvement 2 |
        | card(all=exceptional) 2026 > card(all=exceptional, ach=expected standard) 2026-03-01        | decline 2     |
        | card(safeguarding=not met) 2026 > card(safeguarding=not met, ach=needs attention) 2026-03-01 | decline 1     |
        | card(incl=urgent improvement) 2026 > card(safeguarding=not met) 2026-03-01                  | improvement 2 |
    """,
    )


def test_between_report_cards_a_change_may_have_no_direction(backend):
    assert not mismatches(
        backend,
        """
        | history                                                                        | moves    | points |
        | card 2026 > card 2026-03-01                                                    | same     | 0      |
        | card 2026 > card(ach=exceptional) 2026-03-01                                   | change 0 | 0      |
        | card 2026 > card(ach=-) 2026-03-01                                             | change 0 | 0      |
        | card(ach=needs attention) 2026 > card(welf=needs attention) 2026-03-01         | change 0 | 0      |
        | card(lead=urgent improvement) 2026 > card(lead=urgent improvement, safeguarding=not met) 2026-03-01 | change 0 | 0 |
    """,
    )


def test_across_frameworks_only_a_different_band_is_a_change(backend):
    assert not mismatches(
        backend,
        """
        | history                                                   | moves                                       |
        | O 2022 > card 2026                                        | same provisional                            |
        | O 2022 > card(all=exceptional) 2026                       | same provisional                            |
        | RI 2022 > card(all=needs attention) 2026                  | same provisional                            |
        | I 2022 > card(safeguarding=not met) 2026                  | same provisional                            |
        | O 2022 > card(incl=needs attention) 2026                  | decline 1 crossing provisional              |
        | O 2022 > card(incl=urgent improvement) 2026               | decline 2 crossing provisional              |
        | RI 2022 > card(incl=urgent improvement) 2026              | decline 1 provisional                       |
        | I 2022 > card(incl=needs attention) 2026                  | improvement 1 provisional                   |
        | I 2022 > card 2026                                        | improvement 2 crossing recovery provisional |
        | card 2026 > O 2026-03-01                                  | same provisional                            |
        | card 2026 > I 2026-03-01                                  | decline 2 crossing provisional              |
    """,
    )


def test_a_reversal_is_opposite_to_the_last_change_that_had_a_direction(backend):
    assert not mismatches(
        backend,
        """
        | history                                                               | moves                                       |
        | O 2010 > G 2012 > O 2014                                              | decline 1; improvement 1 reversal           |
        | O 2010 > G 2012 > G 2014 > O 2016                                     | decline 1; same; improvement 1 reversal     |
        | O 2010 > G 2012 > RI 2014                                             | decline 1; decline 1 crossing               |
        | I 2014 > RI 2016 > G 2018                                             | improvement 1; improvement 1 crossing recovery |
        | card(all=exceptional) 2026 > card 2026-02-01 > card(ach=exceptional) 2026-03-01 > card(all=strong standard) 2026-04-01 | decline 2; change 0; improvement 1 reversal |
    """,
    )


def test_recovery_and_relapse(backend):
    assert not mismatches(
        backend,
        """
        | history                               | moves                                                                           | why |
        | RI 2014 > G 2016                      | improvement 1 crossing recovery                                                 | a first rise |
        | RI 2014 > G 2016 > RI 2018            | improvement 1 crossing recovery; decline 1 crossing reversal relapse            | back below |
        | G 2014 > RI 2016                      | decline 1 crossing                                                              | nothing before |
        | G 2014 > G 2016 > RI 2018             | same; decline 1 crossing                                                        | a first fall |
        | RI 2014 > G 2016 > G 2018 > RI 2020   | improvement 1 crossing recovery; same; decline 1 crossing reversal relapse      | a longer Secure run |
        | RI 2014 > G 2015 > O 2016 > G 2017 > I 2020 | improvement 1 crossing recovery; improvement 1; decline 1 reversal; decline 2 crossing relapse | a relapse that is no reversal |
        | I 2014 > RI 2016                      | improvement 1                                                                   | never Secure |
    """,
    )


def test_a_bounce_is_down_and_up_again_over_any_number_of_inspections(backend):
    assert not mismatches(
        backend,
        """
        | history                                  | moves                                                                                 |
        | G 2014 > RI 2016 > G 2017                | decline 1 crossing; improvement 1 crossing reversal recovery bounce                   |
        | G 2014 > RI 2016 > RI 2017 > G 2018      | decline 1 crossing; same; improvement 1 crossing reversal recovery bounce             |
        | G 2014 > RI 2016 > I 2017 > O 2018       | decline 1 crossing; decline 1; improvement 3 crossing reversal recovery bounce        |
        | RI 2016 > G 2017                         | improvement 1 crossing recovery                                                       |
    """,
    )


def test_a_relapse_counts_when_its_fall_is_not_provisional_and_its_dip_not_all_satisfactory(
    backend,
):
    assert not mismatches(
        backend,
        """
        | history                                              | label     | why                                            |
        | RI 2016 > G 2018 > RI 2020                           | yo-yo     | plain                                          |
        | Satisfactory 2011 > G 2014 > RI 2017                 | declining | the dip is all Satisfactory                    |
        | Satisfactory 2010 > Satisfactory 2012 > G 2014 > RI 2017 | declining | the dip is all Satisfactory                |
        | G 2009 > Satisfactory 2011 > G 2014 > RI 2017        | declining | so it is, whatever came before it              |
        | I 2009 > G 2010 > Satisfactory 2011 > G 2014 > RI 2017 | declining | only the dip just before the Secure run is looked at |
        | Satisfactory 2011 > RI 2014 > G 2015 > RI 2017       | yo-yo     | the dip holds a later grade 3                  |
        | I 2010 > Satisfactory 2011 > G 2014 > RI 2017        | yo-yo     | the dip holds an Inadequate                    |
        | RI 2013-11-03 > G 2014 > RI 2017                     | declining | Satisfactory on its last day                   |
        | RI 2013-11-04 > G 2014 > RI 2017                     | yo-yo     | Requires improvement on its first day          |
        | Satisfactory 2010 > G 2011 > I 2012 > G 2014 > RI 2017 | yo-yo   | only the dip just before the Secure run        |
        | RI 2020 > G 2022 > card(incl=needs attention) 2026   | declining | the fall joins two frameworks                  |
        | RI 2020 > card 2026 > card(incl=needs attention) 2026-03-01 | yo-yo | the fall is between cards, the dip is plain  |
        | RI 2020 > card 2026 > RI 2026-03-01                  | declining | the fall joins two frameworks                  |
    """,
    )


def test_a_fall_to_satisfactory_is_provisional(backend):
    assert not mismatches(
        backend,
        """
        | history                             | as at      | label           | flags |
        | I 2009 > G 2010 > Satisfactory 2012 | 2013-06-30 | declining       | -     |
        | I 2009 > G 2010 > I 2012            | 2013-06-30 | serious concern | yo-yo, declining |
    """,
    )


def test_a_bounce_counts_on_the_same_terms(backend):
    assert not mismatches(
        backend,
        """
        | history                                              | as at      | label        | why                               |
        | G 2016 > RI 2018 > G 2019                            | 2022-01-01 | bounced once | plain                             |
        | G 2010 > Satisfactory 2012 > G 2016                  | 2017-01-01 | recovering   | the fall is provisional           |
        | G 2010 > Satisfactory 2012 > I 2014 > G 2015         | 2017-01-01 | recovering   | the fall is provisional, though the dip is not all Satisfactory |
        | G 2010 > I 2011 > Satisfactory 2012 > G 2015         | 2017-01-01 | bounced once | the fall is plain, so is part of the dip |
        | G 2022 > card(incl=needs attention) 2026 > card 2026-05-01 | 2026-06-30 | recovering | the fall joins two frameworks |
        | G 2022 > RI 2024 > card 2026                         | 2026-06-30 | bounced once | only the rise joins two frameworks |
        | card 2026 > card(incl=needs attention) 2026-03-01 > card 2026-05-01 | 2026-06-30 | bounced once | all report cards |
    """,
    )
