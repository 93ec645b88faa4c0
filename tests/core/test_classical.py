"""What was done before networks: what each way promises on pictures of which the answer is known."""

import pytest
import torch

from explainer.core.classical import biharmonic, interpolated


def ramp(size: int) -> torch.Tensor:
    """A picture (3, size, size) that grows evenly from left to right and from top to bottom."""
    line = torch.linspace(-1, 1, size)
    return (0.3 * line[None] + 0.5 * line[:, None]).expand(3, size, size).clone()


@pytest.mark.parametrize("kind", ["bicubic", "lanczos"])
def test_an_enlarged_picture_of_one_colour_has_that_colour(kind):
    small = torch.tensor([0.5, -0.25, 0.125]).view(3, 1, 1).expand(3, 4, 4)
    large = interpolated(small, 16, kind)
    assert large.shape == (3, 16, 16)
    assert torch.allclose(large, small[:, :1, :1].expand_as(large), atol=1e-6)


@pytest.mark.parametrize("kind", ["bicubic", "lanczos"])
def test_an_even_slope_stays_one_away_from_the_edges(kind):
    small = torch.nn.functional.avg_pool2d(ramp(32), 4)
    inner = slice(12, 20)
    large = interpolated(small, 32, kind)[:, inner, inner]
    assert torch.allclose(large, ramp(32)[:, inner, inner], atol=5e-3)


def test_a_hole_in_an_even_slope_is_filled_with_the_slope():
    known = torch.ones(16, 16)
    known[5:10, 6:11] = 0
    filled = biharmonic(ramp(16) * known, known)
    assert torch.allclose(filled, ramp(16), atol=1e-4)


def test_what_is_known_stays_as_it_is():
    torch.manual_seed(0)
    picture, known = torch.rand(3, 16, 16) * 2 - 1, (torch.rand(16, 16) > 0.3).float()
    filled = biharmonic(picture * known, known)
    places = known.bool().expand_as(picture)
    assert torch.equal(filled[places], picture[places])


def test_nothing_to_fill_and_nothing_known():
    picture = ramp(8)
    assert torch.equal(biharmonic(picture, torch.ones(8, 8)), picture)
    assert torch.equal(biharmonic(picture, torch.zeros(8, 8)), torch.zeros(3, 8, 8))
