"""What every operator promises, on random pictures."""

import pytest
import torch

from explainer.core.errors import UserError
from explainer.core.operators import (
    BlockMean,
    Grey,
    Kept,
    blur,
    coarse_waves,
    cosine_waves,
    missing_blocks,
)

SIZE = 16
EVERY = {
    "half": BlockMean(2),
    "eighth": BlockMean(8),
    "grey": Grey(3),
    "mask": Kept(torch.rand(SIZE, SIZE, generator=torch.Generator().manual_seed(0)) > 0.4),
    "blocks": missing_blocks(SIZE, 4, 0.3, seed=1),
    "blur": blur(SIZE, 1.5),
    "waves": coarse_waves(8, 3),
}


def pictures(seed=0, shape=(2, 3, SIZE, SIZE)):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=generator, dtype=torch.float64)


@pytest.fixture(params=EVERY)
def a(request):
    return EVERY[request.param]


def test_the_adjoint(a):
    x = pictures()
    y = pictures(1, a(x).shape)
    assert torch.allclose((a(x) * y).sum(), (x * a.adjoint(y)).sum())


def test_the_pseudo_inverse(a):
    """The four conditions of Moore and Penrose: A⁺ is the only map that meets them all."""
    x = pictures()
    y = pictures(1, a(x).shape)

    def back(y):
        return a.pseudo_inverse(y)

    assert torch.allclose(a(back(a(x))), a(x), atol=1e-10)
    assert torch.allclose(back(a(back(y))), back(y), atol=1e-10)
    # A·A⁺ and A⁺·A are symmetric
    other_x, other_y = pictures(2), pictures(3, y.shape)
    assert torch.allclose((a(back(y)) * other_y).sum(), (y * a(back(other_y))).sum())
    assert torch.allclose((back(a(x)) * other_x).sum(), (x * back(a(other_x))).sum())


def test_it_is_linear(a):
    x, z = pictures(), pictures(1)
    assert torch.allclose(a(2 * x - 3 * z), 2 * a(x) - 3 * a(z))


def test_something_is_lost(a):
    """None of them is the identity, or there would be nothing to restore."""
    x = pictures()
    assert not torch.allclose(a.pseudo_inverse(a(x)), x, atol=1e-3)


def test_single_precision_is_enough(a):
    x = pictures().float()
    y = a(x)
    assert y.dtype == torch.float32
    assert torch.allclose(a(a.pseudo_inverse(y)), y, atol=1e-4)


def test_a_constant_picture_stays_one_where_nothing_is_missing():
    x = torch.full((1, 3, SIZE, SIZE), 0.3)
    for name in ("half", "eighth", "grey", "blur", "waves"):
        y = EVERY[name](x)
        assert torch.allclose(y, torch.full_like(y, 0.3), atol=1e-6), name


def test_cosine_waves_are_orthonormal():
    for n in (1, 4, 7, 28):
        waves = cosine_waves(n)
        assert torch.allclose(waves @ waves.T, torch.eye(n, dtype=torch.float64), atol=1e-12)


def test_a_wider_blur_loses_more():
    lost = [int((blur(64, sigma).gain == 0).sum()) for sigma in (0.0, 0.5, 1.0, 2.0, 4.0)]
    assert lost[0] == 0
    assert lost == sorted(lost)
    assert lost[-1] > lost[1]


def test_the_share_of_missing_blocks():
    for share in (0.0, 0.25, 1.0):
        mask = missing_blocks(64, 8, share, seed=5).mask
        assert float(1 - mask.mean()) == share
    assert not torch.equal(missing_blocks(64, 8, 0.5, 1).mask, missing_blocks(64, 8, 0.5, 2).mask)
    # a size that blocks do not divide
    assert missing_blocks(28, 8, 0.5, seed=0).mask.shape == (28, 28)


def test_what_does_not_fit_is_said():
    with pytest.raises(UserError, match="28 pixels has no blocks of 8"):
        BlockMean(8)(torch.zeros(1, 1, 28, 28))
    with pytest.raises(UserError, match="28 pixels has no blocks of 8"):
        coarse_waves(8, 3)(torch.zeros(1, 1, 28, 28))
    with pytest.raises(UserError, match="between 0 and 1"):
        missing_blocks(64, 8, 1.5, seed=0)
