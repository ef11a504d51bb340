"""Sixteen threads of four hundred queries over the sample build."""

from tests.faults import threads


def test_sixteen_threads_of_four_hundred_queries_get_no_wrong_answer(sample_served):
    assert threads.ask(sample_served, seed=0) == (16 * 400, [])
