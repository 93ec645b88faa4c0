"""Latent space: the same share of noise on pixels and on latents."""

from __future__ import annotations

from explainer.experiments.latent import ThereAndBack
from explainer.experiments.latent_noise import Noised
from explainer.ui.drawing.frames import Framed
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.theme import tex
from explainer.ui.language import say
from explainer.ui.sections.latent_maps import framed, maps

COARSER = 1.5  # blotches so many times as wide are told as another kind of noise


def in_both_spaces(there: ThereAndBack, noised: Noised) -> list[Framed]:
    """The picture, its noised pixels, its noised maps, and these decoded."""
    return [
        framed(there.x0, say("latent_space.original"), "x₀", "x0"),
        framed(noised.pixels, say("latent_space.noisy_pixels"), "xₜ", "xt"),
        Framed(maps(noised.latents), say("latent_space.noisy_maps"), "zₜ", "xt"),
        framed(noised.decoded, say("latent_space.noisy_decoded"), "D(zₜ)", "xt"),
    ]


def difference(there: ThereAndBack, noised: Noised, t: int) -> str:
    """What the noise looks like in each, by the width of its blotches."""
    if t == 0:
        return say("latent_space.noise_none")
    alpha_bar, widths = noised.alpha_bar, (noised.grain_of_pixels, noised.grain_of_decoded)
    shares = say(
        "latent_space.noise_shares",
        t=t,
        signal=number(alpha_bar**0.5),
        noise=number((1 - alpha_bar) ** 0.5),
    )
    coarser = widths[1] >= COARSER * widths[0]
    grain = say(
        "latent_space.noise_coarser" if coarser else "latent_space.noise_alike",
        pixels=number(widths[0], 1),
        decoded=number(widths[1], 1),
        factor=there.x0.shape[-1] // there.latents.shape[-1],
    )
    return f"{shares} {grain}"


def equations() -> tuple[str, str, str]:
    """Into latents, noise on them, and out again."""
    z0, z_t, eps = tex("x0", "z_0"), tex("xt", "z_t"), tex("eps", r"\varepsilon")
    x0, z_hat, x_hat = tex("x0", "x_0"), tex("x0hat", r"\hat z_0"), tex("x0hat", r"\hat x_0")
    return (
        rf"{z0} = \left(E({x0}) - \mu\right) / \sigma",
        rf"{z_t} = \sqrt{{\bar\alpha_t}}\,{z0} + \sqrt{{1-\bar\alpha_t}}\,{eps}",
        rf"{x_hat} = D(\sigma\,{z_hat} + \mu)",
    )
