"""What a live training leaves, as a network that every page can work with."""

from __future__ import annotations

import hashlib

from explainer.core.schedule import make_schedule
from explainer.experiments.live.pictures import shape_of
from explainer.experiments.live.plan import Moment, Plan, Report
from explainer.experiments.live.trained import trained
from explainer.networks.checkpoints import Checkpoint, ModelCard
from explainer.networks.learning import Objective
from explainer.networks.spaces import PixelSpace
from explainer.strings import ENGLISH, say

SECONDS = 60  # in a minute
_FROM_VISITOR, _FROM_CODE = ("licence_own", "by_own"), ("live_licence", "live_by")


def can_be_kept(plan: Plan, report: Report) -> bool:
    """Whether it can make pictures of noise, which takes every noise level, and has learned anything at all."""
    return plan.sigma is None and any(moment.seen for moment in report.moments)


def kept(name: str, plan: Plan, report: Report) -> Checkpoint:
    """The newest network of a training, whose card says what it is; only of one that `can_be_kept`."""
    newest, learned = report.moments[-1], Objective()
    it = trained(plan.subject, newest.weights)
    schedule = make_schedule(learned.schedule)
    card = ModelCard(
        name=name,
        title=say(f"card.live_{plan.subject}", ENGLISH),
        architecture=it.network.unet.config,
        schedule=schedule.name,
        T=schedule.T,
        prediction=learned.prediction,
        vocabulary=it.vocabulary,
        data=[_credit(plan)],
        limits=say("card.live_limits", ENGLISH),
        training={"pictures_seen": newest.seen, "minutes": _seconds(newest, report) / SECONDS},
        sha256=hashlib.sha256(newest.weights).hexdigest(),
    )
    return Checkpoint(card, it.network, schedule, PixelSpace(shape_of(plan.subject)))


def _credit(plan: Plan) -> dict[str, str]:
    """Where its training pictures came from."""
    licence, by = _FROM_VISITOR if plan.subject == "picture" else _FROM_CODE
    keys = {"name": f"live_{plan.subject}_data", "licence": licence, "attribution": by}
    return {of: say(f"card.{key}", ENGLISH) for of, key in keys.items()}


def _seconds(moment: Moment, report: Report) -> float:
    """How long it had learned by then."""
    return report.seconds * moment.seen / max(report.seen, moment.seen)
