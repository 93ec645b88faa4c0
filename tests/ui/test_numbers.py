import pytest

from explainer.ui.drawing.numbers import whole, with_error


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


def test_thousands_stand_apart():
    assert whole(12288) == "12,288"
    assert whole(512) == "512"
