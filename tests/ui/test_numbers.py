import pytest

from explainer.ui.drawing.numbers import apart, whole, with_error


@pytest.mark.parametrize(
    ("value", "error", "said"),
    [
        (-0.0127, 0.0045, "−0.0127 ± 0.0045"),
        (34.7823, 6.0816, "34.78 ± 6.08"),
        (0.1, 0.0, "0.10 ± 0.00"),  # the same twice
    ],
)
def test_a_value_has_the_digits_that_its_error_lets_stand(value, error, said):
    assert with_error(value, error) == said


def test_a_difference_is_that_of_the_numbers_as_they_are_shown():
    assert (
        apart(12.74, 12.36) == apart(12.36, 12.74) == "0.3"
    )  # 12.7 and 12.4, though 0.38 lie between
    assert apart(12.70, 12.36, 2) == "0.34"
    assert apart(5.0, 5.04) == "0.0"


def test_thousands_stand_apart():
    assert whole(12288) == "12,288"
    assert whole(512) == "512"
