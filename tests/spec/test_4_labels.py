"""Section 4: one primary label, its tier, and every flag that holds."""

from tests.spec.table import mismatches
from tests.twin import Parameters


def test_serious_concern(backend):
    assert not mismatches(
        backend,
        """
        | history                                    | label           | tier      | flags                             |
        | I 2024                                     | serious concern | intensive | -                                 |
        | G 2020 > I 2024                            | serious concern | intensive | declining                         |
        | RI 2020 > I 2024                           | serious concern | intensive | repeatedly below                  |
        | RI 2018 > G 2020 > I 2024                  | serious concern | intensive | yo-yo, declining                  |
        | RI 2018 > G 2020 > RI 2022 > I 2024        | serious concern | intensive | yo-yo, repeatedly below           |
        | card(safeguarding=not met) 2026            | serious concern | intensive | -                                 |
        | G 2022 > card(ach=urgent improvement) 2026 | serious concern | intensive | declining                         |
    """,
    )


def test_yo_yo_is_targeted_below_and_watched_when_secure(backend):
    assert not mismatches(
        backend,
        """
        | history                                          | label | tier     | flags            |
        | RI 2018 > G 2020 > RI 2022                       | yo-yo | targeted | declining        |
        | RI 2018 > G 2020 > RI 2022 > RI 2023             | yo-yo | targeted | repeatedly below |
        | RI 2018 > G 2020 > RI 2022 > G 2023              | yo-yo | watch    | bounced once     |
        | RI 2018 > G 2020 > RI 2022 > G 2023 > G 2025     | yo-yo | watch    | -                |
        | G 2016 > RI 2018 > G 2020 > RI 2022 > G 2023     | yo-yo | watch    | bounced once     |
    """,
    )


def test_one_fall_and_rise_is_not_a_yo_yo(backend):
    assert not mismatches(
        backend,
        """
        | history                               | label        |
        | G 2016 > RI 2018 > G 2020             | bounced once |
        | G 2016 > RI 2018 > G 2020 > G 2024    | steady       |
        | O 2016 > G 2018 > O 2020 > G 2024     | steady       |
    """,
    )


def test_repeatedly_below(backend):
    assert not mismatches(
        backend,
        """
        | history                            | label            | tier     | flags |
        | RI 2022 > RI 2024                  | repeatedly below | targeted | -     |
        | G 2020 > RI 2022 > RI 2024         | repeatedly below | targeted | -     |
        | I 2022 > RI 2024                   | repeatedly below | targeted | -     |
        | RI 2022 > card(ach=needs attention) 2026 | repeatedly below | targeted | - |
    """,
    )


def test_declining(backend):
    assert not mismatches(
        backend,
        """
        | history                                   | label     | tier     | flags |
        | G 2020 > RI 2024                          | declining | targeted | -     |
        | O 2020 > RI 2024                          | declining | targeted | -     |
        | G 2022 > card(ach=needs attention) 2026   | declining | targeted | -     |
        | O 2020 > G 2024                           | steady    | universal | -    |
    """,
    )


def test_below(backend):
    assert not mismatches(
        backend,
        """
        | history                         | label | tier     | flags |
        | RI 2024                         | below | targeted | -     |
        | card(ach=needs attention) 2026  | below | targeted | -     |
        | I 2008-08-31 > RI 2024          | below | targeted | -     |
    """,
    )


def test_bounced_once_until_a_second_secure_inspection_confirms(backend):
    assert not mismatches(
        backend,
        """
        | history                              | label        | tier      | flags |
        | G 2018 > RI 2021 > G 2022            | bounced once | watch     | -     |
        | G 2018 > I 2021 > RI 2022 > O 2023   | bounced once | watch     | -     |
        | G 2018 > RI 2021 > G 2022 > G 2024   | steady       | universal | -     |
    """,
    )


def test_recovering(backend):
    assert not mismatches(
        backend,
        """
        | history                                  | label      | tier      | flags |
        | RI 2021 > G 2022                         | recovering | watch     | -     |
        | I 2020 > RI 2021 > G 2022                | recovering | watch     | -     |
        | RI 2022 > card 2026                      | recovering | watch     | -     |
        | RI 2021 > G 2022 > G 2024                | steady     | universal | -     |
    """,
    )


def test_not_enough_history(backend):
    assert not mismatches(
        backend,
        """
        | history                     | label              | tier      | flags |
        | none                        | not enough history | universal | -     |
        | NCOR met 2024               | not enough history | universal | -     |
        | G 2024                      | not enough history | universal | -     |
        | card(all=exceptional) 2026  | not enough history | universal | -     |
        | G 2022 > G 2024             | steady             | universal | -     |
    """,
    )


def test_steady(backend):
    assert not mismatches(
        backend,
        """
        | history                                     | label  | tier      | flags |
        | G 2020 > G 2024                             | steady | universal | -     |
        | O 2020 > G 2024                             | steady | universal | -     |
        | G 2022 > card 2026                          | steady | universal | -     |
        | RI 2016 > G 2018 > G 2021                   | steady | universal | -     |
    """,
    )


def test_a_relapse_counts_up_to_its_tenth_anniversary(backend):
    assert not mismatches(
        backend,
        """
        | history                                            | as at      | label  | tier      |
        | I 2012 > G 2014 > RI 2016-03-15 > G 2017 > G 2022  | 2026-03-14 | yo-yo  | watch     |
        | I 2012 > G 2014 > RI 2016-03-15 > G 2017 > G 2022  | 2026-03-15 | yo-yo  | watch     |
        | I 2012 > G 2014 > RI 2016-03-15 > G 2017 > G 2022  | 2026-03-16 | steady | universal |
    """,
    )


def test_as_at_29_february_the_window_opens_on_28_february(backend):
    assert not mismatches(
        backend,
        """
        | history                                            | as at      | label  |
        | I 2010 > G 2012 > RI 2014-02-27 > G 2015 > G 2022  | 2024-02-29 | steady |
        | I 2010 > G 2012 > RI 2014-02-28 > G 2015 > G 2022  | 2024-02-29 | yo-yo  |
        | I 2010 > G 2012 > RI 2014-02-28 > G 2015 > G 2022  | 2024-02-28 | yo-yo  |
        | I 2010 > G 2012 > RI 2014-02-28 > G 2015 > G 2022  | 2024-03-01 | steady |
    """,
    )


def test_a_relapse_on_29_february_has_its_anniversary_on_the_28th_then_1_march_is_past_it(backend):
    assert not mismatches(
        backend,
        """
        | history                                            | as at      | label  |
        | I 2012 > G 2014 > RI 2016-02-29 > G 2017 > G 2022  | 2026-02-28 | yo-yo  |
        | I 2012 > G 2014 > RI 2016-02-29 > G 2017 > G 2022  | 2026-03-01 | steady |
    """,
    )


def test_the_window_asks_when_the_relapse_was_completed_not_when_it_began(backend):
    assert not mismatches(
        backend,
        """
        | history                                   | as at      | label |
        | I 2009 > G 2010 > RI 2017 > G 2018 > G 2022 | 2026-03-15 | yo-yo |
    """,
    )


def test_once_out_of_the_window_a_setting_takes_the_next_label_that_fits(backend):
    assert not mismatches(
        backend,
        """
        | history                                       | as at      | label            | flags               |
        | RI 2012 > G 2013 > RI 2015                    | 2026-06-30 | declining        | long since inspection |
        | RI 2012 > G 2013 > RI 2015 > RI 2024          | 2026-06-30 | repeatedly below | -                   |
        | G 2010 > I 2011 > G 2014-03-15                | 2024-03-15 | bounced once     | long since inspection |
        | G 2010 > I 2011 > G 2014-03-15                | 2024-03-16 | recovering       | long since inspection |
        | RI 2008-10-01 > G 2010 > I 2011 > G 2014-03-15 > RI 2024 | 2024-03-16 | yo-yo | declining          |
    """,
    )


def test_the_window_is_a_parameter(backend):
    assert not mismatches(
        backend,
        """
        | history                                 | label  |
        | I 2012 > G 2014 > RI 2018 > G 2019 > G 2024 | steady |
        | I 2012 > G 2014 > RI 2022 > G 2023 > G 2024 | yo-yo  |
    """,
        Parameters(window_years=5),
    )


def test_awaiting_first_inspection_from_the_day_after_the_window_in_force_at_registration(backend):
    assert not mismatches(
        backend,
        """
        | history       | registered | as at      | flags                     | why                     |
        | none          | 2023-10-15 | 2026-04-15 | -                         | 30 months to the day    |
        | none          | 2023-10-15 | 2026-04-16 | awaiting first inspection | and a day               |
        | none          | 2026-03-31 | 2028-09-30 | -                         | the last day of 30      |
        | none          | 2026-03-31 | 2028-10-01 | awaiting first inspection | and a day               |
        | none          | 2026-04-01 | 2027-10-01 | -                         | 18 months to the day    |
        | none          | 2026-04-01 | 2027-10-02 | awaiting first inspection | and a day               |
        | none          | 2023-08-31 | 2026-02-28 | -                         | February has no 31st    |
        | none          | 2023-08-31 | 2026-03-01 | awaiting first inspection | and a day               |
        | none          | -          | 2026-06-30 | -                         | registration not known  |
    """,
    )


def test_any_visit_at_all_ends_the_wait(backend):
    assert not mismatches(
        backend,
        """
        | history                | registered | as at      | flags                     |
        | NCOR met 2022          | 2015-01-01 | 2026-06-30 | -                         |
        | CR met 2022            | 2015-01-01 | 2026-06-30 | -                         |
        | card(incl=blank) 2026  | 2015-01-01 | 2026-06-30 | -                         |
        | G 2008-08-31           | 2005-01-01 | 2026-06-30 | -                         |
        | withheld 2022          | 2015-01-01 | 2026-06-30 | -                         |
        | G 2026-07-01           | 2015-01-01 | 2026-06-30 | awaiting first inspection |
    """,
    )


def test_awaiting_does_not_change_the_label_or_tier(backend):
    assert not mismatches(
        backend,
        """
        | history | registered | label              | tier      | flags                     |
        | none    | 2015-01-01 | not enough history | universal | awaiting first inspection |
        | none    | 2026-01-01 | not enough history | universal | -                         |
    """,
    )


def test_long_since_inspection_is_over_six_years(backend):
    assert not mismatches(
        backend,
        """
        | history                         | as at      | label              | tier      | flags                 |
        | G 2018 > G 2020-06-30           | 2026-06-30 | steady             | universal | -                     |
        | G 2018 > G 2020-06-29           | 2026-06-30 | steady             | universal | long since inspection |
        | G 2018 > G 2020-06-29 > NCOR met 2024 | 2026-06-30 | steady       | universal | long since inspection |
        | G 2018 > G 2020-06-29 > G 2024  | 2026-06-30 | steady             | universal | -                     |
        | I 2015                          | 2026-06-30 | serious concern    | intensive | long since inspection |
        | G 2018-02-28                    | 2024-02-29 | not enough history | universal | -                     |
        | NCOR met 2010                   | 2026-06-30 | not enough history | universal | -                     |
    """,
    )


def test_the_waiting_times_are_parameters(backend):
    assert not mismatches(
        backend,
        """
        | history | registered | flags                     |
        | G 2023-06-29  | -          | long since inspection     |
        | G 2023-06-30  | -          | -                         |
        | none    | 2025-06-29 | awaiting first inspection |
        | none    | 2025-06-30 | -                         |
        | none    | 2026-04-29 | awaiting first inspection |
        | none    | 2026-04-30 | -                         |
    """,
        Parameters(long_since_years=3, awaiting_months=12, awaiting_months_from_2026=2),
    )


def test_provisional_steps_take_part_in_every_other_rule(backend):
    assert not mismatches(
        backend,
        """
        | history                                     | as at      | label            |
        | G 2010 > Satisfactory 2012                  | 2013-06-30 | declining        |
        | Satisfactory 2010 > Satisfactory 2012       | 2013-06-30 | repeatedly below |
        | Satisfactory 2010 > G 2012                  | 2013-06-30 | recovering       |
        | Satisfactory 2012                           | 2013-06-30 | below            |
        | G 2022 > card(ach=urgent improvement) 2026  | 2026-06-30 | serious concern  |
    """,
    )


def test_the_graver_label_comes_first_and_the_rest_are_flags(backend):
    assert not mismatches(
        backend,
        """
        | history                                | label            | flags                   | why |
        | RI 2018 > G 2020 > I 2024              | serious concern  | yo-yo, declining        | serious over yo-yo over declining |
        | RI 2018 > G 2020 > RI 2022 > RI 2024   | yo-yo            | repeatedly below        | yo-yo over repeatedly below |
        | RI 2018 > G 2020 > RI 2024             | yo-yo            | declining               | yo-yo over declining |
        | G 2014 > RI 2022 > RI 2024             | repeatedly below | -                       | below is not a flag |
        | RI 2018 > G 2020 > RI 2022 > card(safeguarding=not met) 2026 | serious concern | yo-yo, repeatedly below | the join takes part |
        | RI 2018 > G 2020 > RI 2022 > card 2026 | yo-yo            | bounced once            | yo-yo over bounced once |
        | RI 2018 > G 2019 > RI 2020 > G 2021 > card(ach=needs attention) 2026 > card 2026-05-01 | yo-yo | recovering | a provisional bounce is a recovery |
    """,
    )
