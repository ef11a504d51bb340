"""Section 5: points, weights, scores, evidence, and the parameters that are refused."""

import pytest

from tests.spec.table import mismatches
from tests.twin import Parameters, ParametersRefused


def test_the_worked_example(backend):
    assert not mismatches(
        backend,
        """
        | history                              | as at      | points       | volatility | decline | label           | flags            | evidence |
        | G 2016 > RI 2019 > G 2020 > I 2024   | 2024-01-01 | 1.5, 2.25, 6 | 44.26      | 37.84   | serious concern | yo-yo, declining | some     |
    """,
    )


def test_points_are_size_times_crossing_times_relapse_or_reversal(backend):
    assert not mismatches(
        backend,
        """
        | history                                    | points           | why                                      |
        | G 2018 > G 2020                            | 0                | no change                                |
        | G 2018 > O 2020                            | 1                | one grade                                |
        | RI 2018 > I 2020                           | 1                | one grade, no crossing                   |
        | G 2018 > RI 2020                           | 1.5              | one grade, crossing                      |
        | O 2018 > RI 2020                           | 3                | two grades, crossing                     |
        | O 2018 > I 2020                            | 3                | three grades count as two                |
        | O 2016 > G 2018 > O 2020                   | 1, 1.5           | reversal                                 |
        | O 2016 > G 2018 > G 2019 > O 2020          | 1, 0, 1.5        | a reversal looks back over no change     |
        | G 2016 > RI 2018 > G 2020                  | 1.5, 2.25        | crossing and reversal                    |
        | RI 2016 > G 2018 > RI 2020                 | 1.5, 3           | a relapse doubles, it is not a reversal too |
        | I 2016 > G 2018 > I 2020                   | 3, 6             | the most one move can carry              |
        | RI 2016 > G 2017 > O 2018 > G 2019 > RI 2020 | 1.5, 1, 1.5, 3 | a relapse that is no reversal            |
    """,
    )


def test_points_of_report_cards(backend):
    assert not mismatches(
        backend,
        """
        | history                                                                               | points  |
        | card 2026 > card(all=exceptional) 2026-03-01                                          | 2       |
        | card 2026 > card(ach=needs attention) 2026-03-01                                      | 1.5     |
        | card 2026 > card(safeguarding=not met) 2026-03-01                                     | 3       |
        | card(all=exceptional) 2026 > card 2026-02-01 > card(all=exceptional) 2026-03-01       | 2, 3    |
        | O 2022 > card(all=needs attention) 2026                                               | 1.5     |
        | I 2020 > G 2022 > card(safeguarding=not met) 2026                                     | 3, 6    |
    """,
    )


def test_a_provisional_step_halves_its_weight_not_its_points(backend):
    assert not mismatches(
        backend,
        """
        | history                                 | as at      | points   | weights        | why                   |
        | G 2018 > RI 2022                        | 2022-01-01 | 1.5      | 1.0000         | plain                 |
        | G 2010 > Satisfactory 2012              | 2012-01-01 | 1.5      | 0.5000         | touches Satisfactory  |
        | G 2022 > card 2026                      | 2026-01-01 | 0        | 0.5000         | unchanged, joins two  |
        | Satisfactory 2011 > RI 2014             | 2014-01-01 | 0        | 0.5000         | unchanged             |
        | Satisfactory 2010 > G 2012 > I 2014     | 2014-01-01 | 1.5, 6   | 0.3535, 1.0000 | an uncounted relapse doubles points too |
    """,
    )


def test_weight_halves_every_four_years_from_the_later_inspection(backend):
    assert not mismatches(
        backend,
        """
        | history           | as at      | weights | volatility | decline |
        | G 2016 > RI 2020  | 2020-01-01 | 1.0000  | 12.50      | 12.50   |
        | G 2016 > RI 2020  | 2024-01-01 | 0.5000  | 8.33       | 8.33    |
        | G 2016 > RI 2020  | 2028-01-01 | 0.2500  | 5.00       | 5.00    |
        | G 2016 > RI 2020  | 2020-12-31 | 0.8410  | 11.42      | 11.42   |
    """,
    )


def test_decline_uses_declines_only_and_the_same_divisor(backend):
    assert not mismatches(
        backend,
        """
        | history                    | as at      | volatility | decline |
        | RI 2016 > G 2020           | 2020-01-01 | 12.50      | 0.00    |
        | G 2016 > RI 2020           | 2020-01-01 | 12.50      | 12.50   |
        | O 2012 > G 2016 > O 2020   | 2020-01-01 | 13.33      | 3.33    |
    """,
    )


def test_never_moved_is_0_and_too_few_is_not_scored(backend):
    assert not mismatches(
        backend,
        """
        | history                       | volatility | decline | evidence |
        | none                          | -          | -       | -        |
        | NCOR met 2020                 | -          | -       | -        |
        | G 2024                        | -          | -       | -        |
        | I 2024                        | -          | -       | -        |
        | G 2020 > NCOR met 2024        | -          | -       | -        |
        | G 2020 > G 2024               | 0.00       | 0.00    | thin     |
        | RI 2020 > RI 2024             | 0.00       | 0.00    | thin     |
        | G 2022 > card 2026            | 0.00       | 0.00    | thin     |
    """,
    )


def test_evidence_counts_scored_inspections(backend):
    assert not mismatches(
        backend,
        """
        | history                                            | scored | evidence |
        | G 2012                                             | 1      | -        |
        | G 2012 > G 2014                                    | 2      | thin     |
        | G 2012 > G 2014 > NCOR met 2015                    | 2      | thin     |
        | G 2012 > G 2014 > G 2016                           | 3      | some     |
        | G 2012 > G 2014 > G 2016 > G 2018                  | 4      | some     |
        | G 2012 > G 2014 > G 2016 > G 2018 > G 2020         | 5      | strong   |
        | G 2012 > G 2014 > G 2016 > G 2018 > G 2020 > card 2026 | 6  | strong   |
    """,
    )


def test_a_short_history_is_pulled_towards_0(backend):
    assert not mismatches(
        backend,
        """
        | history                                        | as at      | volatility |
        | I 2019 > G 2020                                | 2020-01-01 | 25.00      |
        | I 2020 > G 2020-01-02 > I 2020-01-03           | 2020-01-03 | 50.00      |
    """,
    )


def test_the_weights_and_factors_are_parameters(backend):
    assert not mismatches(
        backend,
        """
        | history                              | as at      | points     | weights                | volatility |
        | G 2012 > RI 2014 > G 2016 > I 2024   | 2024-01-01 | 2, 2.4, 12 | 0.0313, 0.0625, 1.0000 | 32.90      |
        | I 2020 > G 2022 > card 2026          | 2026-01-01 | 4, 0       | 0.2500, 0.2500         | 3.33       |
    """,
        Parameters(crossing=2, relapse=3, reversal=1.2, half_life_years=2, k=2, provisional_weight=0.25),
    )


@pytest.mark.parametrize(
    "numbers",
    [
        {"crossing": 0.9, "relapse": 9},
        {"relapse": 0.9, "crossing": 9},
        {"reversal": 0.9},
        {"crossing": 1.5, "relapse": 1.9},
        {"reversal": 1.6},
        {"crossing": 1.0, "relapse": 1.5, "reversal": 1.0},
        {"crossing": 4, "relapse": 1, "reversal": 1.5},
        {"k": 0},
        {"k": -1},
        {"half_life_years": 0},
        {"provisional_weight": -0.1},
        {"provisional_weight": 1.1},
    ],
    ids=str,
)
def test_parameters_refused(numbers):
    with pytest.raises(ParametersRefused):
        Parameters(**numbers)


@pytest.mark.parametrize(
    "numbers",
    [
        {},
        {"crossing": 2, "relapse": 1, "reversal": 1},
        {"crossing": 1, "relapse": 2, "reversal": 1},
        {"crossing": 3, "relapse": 3, "reversal": 3},
        {"provisional_weight": 0},
    ],
    ids=str,
)
def test_parameters_accepted_bound_one_move(numbers):
    parameters = Parameters(**numbers)
    assert parameters.most_points == 2 * parameters.crossing * parameters.relapse
