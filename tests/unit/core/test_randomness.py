"""A draw depends on its arguments and on nothing else."""

from deepdesk.core.randomness import generator


def test_equal_arguments_draw_equal_numbers() -> None:
    assert (generator(7, "order", 3).permutation(50) == generator(7, "order", 3).permutation(50)).all()


def test_any_other_argument_draws_other_numbers() -> None:
    first = generator(7, "order", 3).random(4)
    for other in (generator(8, "order", 3), generator(7, "split", 3), generator(7, "order", 4)):
        assert (first != other.random(4)).all()


def test_the_stream_never_changes_between_releases() -> None:
    assert generator(0, "order", 1).permutation(8).tolist() == [6, 5, 4, 3, 2, 1, 7, 0]
