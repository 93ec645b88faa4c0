"""The equations under a picture, computed: whatever the network puts out, they give the picture and the noise."""

from __future__ import annotations

import math

import pytest

from explainer.ui.sections.prediction_formulas import EPS_HAT, UNET, X0_HAT, X_T, both_guesses

SIGNAL, NOISE = 0.6, 0.8  # √ᾱ and √(1 − ᾱ)
X0, EPS = 0.3, -1.1
NOISY = SIGNAL * X0 + NOISE * EPS
OUTPUTS = {"v": SIGNAL * EPS - NOISE * X0, "eps": EPS, "x0": X0}
VALUES = {
    r"\left(": "(",
    r"\right)": ")",
    r"\sqrt{\bar\alpha_t}": f"({SIGNAL})",
    r"\sqrt{1-\bar\alpha_t}": f"({NOISE})",
    X_T: f"({NOISY})",
    X0_HAT: f"({X0})",
    EPS_HAT: f"({EPS})",
    r"\hat v": f"({OUTPUTS['v']})",
    r"\,": "*",
}


@pytest.mark.parametrize("kind", OUTPUTS)
def test_the_equations_give_the_picture_and_the_noise(kind):
    equations = both_guesses(kind, SIGNAL**2)
    assert {e.split(" = ")[0] for e in equations} == {X0_HAT, EPS_HAT}
    assert sum(UNET in e for e in equations) == (kind != "v"), "the output itself is named once"
    for equation in equations:
        left, right = equation.split(" = ")
        for symbol, value in {UNET: f"({OUTPUTS[kind]})", **VALUES}.items():
            right = right.replace(symbol, value)
        assert math.isclose(eval(right), X0 if left == X0_HAT else EPS, abs_tol=1e-9)


@pytest.mark.parametrize("kind", OUTPUTS)
def test_v_is_named_only_where_the_network_puts_it_out(kind):
    assert any(r"\hat v" in e for e in both_guesses(kind, 0.5)) is (kind == "v")
