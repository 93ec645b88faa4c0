import pytest
import torch

from explainer.training.evaluation.defects import grid, halo
from tests.training.evaluation.conftest import noise


def on_white(n=4):
    """Dark squares on white, uint8 (n, 3, 64, 64)."""
    pictures = torch.full((n, 3, 64, 64), 255, dtype=torch.uint8)
    pictures[:, :, 24:40, 24:40] = 40
    return pictures


def ring(pictures, low, high, by):
    """The same, darker by so much in a frame between these distances from the square."""
    changed = pictures.int()
    changed[:, :, 24 - high : 40 + high, 24 - high : 40 + high] -= by
    inner = slice(24 - low, 40 + low)
    changed[:, :, inner, inner] = pictures[:, :, inner, inner].int()
    return changed.clamp(0, 255).byte()


def test_white_that_stays_white_has_no_halo():
    assert halo(on_white(), on_white()) == {"at_edges": 0, "near": 0, "far": 0}


def test_a_halo_is_near_and_blur_is_at_edges():
    frame = halo(on_white(), ring(on_white(), 3, 6, 10))
    assert frame["near"] > 5
    assert frame["at_edges"] == frame["far"] == 0
    blur = halo(on_white(), ring(on_white(), 0, 1, 60))
    assert blur["at_edges"] > 20
    assert blur["near"] == 0


def test_white_all_over_is_far_from_everything():
    white = torch.full((1, 3, 64, 64), 255, dtype=torch.uint8)
    assert halo(white, white - 4) == {"far": 4}


def test_pictures_without_white_have_no_halo():
    assert halo(on_white() // 2, on_white()) == {}


def even(n=6):
    """Flat pictures of some greys."""
    greys = torch.linspace(60, 200, n).round().byte()
    return greys[:, None, None, None].expand(-1, 3, 64, 64).contiguous()


def errors(seed=0):
    """Of about three grey levels, the same in all channels."""
    return (noise(6, seed, 1, 64).float() / 255 - 0.5) * 10


def returned(error):
    return (even().float() + error).round().byte()


def test_random_errors_are_no_grid():
    found = grid(even(), returned(errors()))
    assert found["blocks"] == 6 * 16
    assert all(0.7 < found[period] < 1.4 for period in ("2", "4", "8"))


@pytest.mark.parametrize("period", [2, 4, 8])
@pytest.mark.parametrize("across", [True, False])
def test_a_faint_grid_is_seen_at_its_period_alone(period, across):
    wave = 2 * torch.cos(2 * torch.pi * torch.arange(64) / period)
    found = grid(even(), returned(errors() + (wave if across else wave[:, None])))
    for other in (2, 4, 8):
        assert (found[str(other)] > 1.6) == (other == period)


def test_what_is_not_flat_or_is_white_is_left_out():
    assert grid(noise(3, 0, 3, 64), noise(3, 1, 3, 64)) == {"blocks": 0}
    white = torch.full((2, 3, 64, 64), 255, dtype=torch.uint8)
    assert grid(white, white) == {"blocks": 0}
