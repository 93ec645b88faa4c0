"""Did it copy?: a denoiser that knows pictures by heart beside the network, and what both say."""

from __future__ import annotations

import math

from explainer.experiments.copies import Beside
from explainer.experiments.ideal import Pictures, Posterior
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import ModelCard
from explainer.samples.subsets import subsets
from explainer.ui.controls import table as controls
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import ahead, number
from explainer.ui.drawing.symbols import ESTIMATE, NOISY, ORIGINAL
from explainer.ui.drawing.theme import tex
from explainer.ui.language import enumerated, plain, say
from explainer.ui.sections.network_figures import to_nearest
from explainer.ui.sections.why_soft_known import ALMOST_ONE, as_many, percent
from explainer.ui.terms import explained

LIKELIEST = 5  # training pictures that are shown with their weights
NOTICED = 0.5  # dB: with less between two pictures nobody sees which is closer
AHEAD = {1: "network_closer", 0: "level", -1: "heart_closer"}


def top(found: Beside, source: str) -> str:
    """The picture, under noise, and what either denoiser makes of it; as html."""
    noisy, (heart, network) = found.noisy, found.close
    name = controls.UNDER.called(source)
    framed = (
        Framed(to_pixels(noisy.x0), name, *ORIGINAL, ("",)),
        Framed(to_pixels(noisy.x_t), say("remove_noise.noisy", t=noisy.t), *NOISY, ("",)),
        Framed(to_pixels(found.by_heart.mean), say("did_it_copy.heart"), *ESTIMATE, _close(heart)),
        Framed(to_pixels(found.network), say("did_it_copy.network"), *ESTIMATE, _close(network)),
    )
    return row(framed, "four")


def _close(psnr: float) -> tuple[str]:
    if math.isinf(psnr):
        return (say("did_it_copy.exact"),)
    return (say("remove_noise.closeness", value=number(psnr, 1)),)


def weights(posterior: Posterior) -> str:
    """The training pictures that the estimate by heart is made of, the weightiest first; as html."""
    framed = [
        Framed(
            to_pixels(posterior.data[place]),
            say("did_it_copy.weight", i=i + 1),
            numbers=(percent(share),),
        )
        for i, (place, share) in enumerate(posterior.likeliest(LIKELIEST))
    ]
    return row(framed, "five")


def blended(found: Beside) -> str:
    """Of how many training pictures the estimate by heart is made."""
    n, effective, t = len(found.by_heart.data), found.by_heart.effective, found.noisy.t
    if effective < ALMOST_ONE:
        share = number(100 * found.by_heart.likeliest(1)[0][1], 1)
        return explained("did_it_copy.blends_one", t=t, n=n, percent=share)
    return explained("did_it_copy.blends", t=t, n=n, effective=as_many(effective))


def compared(found: Beside, source: str) -> str:
    """Which of the two comes closer to the picture, and why."""
    heart, network = found.close
    lead = 0 if abs(heart - network) < NOTICED else ahead(network, heart)
    values = {"heart": number(heart, 1), "network": number(network, 1)}
    if source != "training" or lead == 0:
        return explained(f"did_it_copy.{AHEAD[lead]}", **values)
    if lead < 0:
        key = "heart_exact" if math.isinf(heart) else "heart_own"
        return explained(f"did_it_copy.{key}", **values)
    share = percent(found.by_heart.weight_of(found.noisy.x0))
    return explained("did_it_copy.network_known", share=share, **values)


def honest(known: Pictures, card: ModelCard) -> str:
    """That the pictures which ship are not all that the network learned from, and what was found among all."""
    told = explained("did_it_copy.honest", n=len(known.training), network=plain(card.name))
    among_all = to_nearest(card.metrics.get("classes", {}))
    return " ".join([told, *(figure.lead for figure in among_all)])


def none_ship(network: str) -> str:
    """That none of this network's training pictures ship, and which networks have some."""
    others = enumerated(f"“{plain(name)}”" for name in subsets())
    return say("did_it_copy.none", network=plain(network), others=others)


def equations() -> tuple[str, str]:
    """The ideal denoiser of a few pictures, and the weights in it."""
    hat, noisy = tex("x0hat", r"\hat x_0"), tex("xt", "x_t")
    each = tex("x0", r"x^{(i)}")
    distance = rf"\left\lVert {noisy} - \sqrt{{\bar\alpha_t}}\,{each} \right\rVert^2"
    return (
        rf"{hat} = \sum_i p_i\,{each}, \qquad \sum_i p_i = 1",
        rf"p_i \propto \exp\left(-\frac{{{distance}}}{{2\,(1-\bar\alpha_t)}}\right)",
    )
