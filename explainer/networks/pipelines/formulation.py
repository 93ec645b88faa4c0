"""What a network predicts and at which noise levels, from the scheduler that was saved beside it.

A scheduler's class tells the formulation that a network was trained in. Samplers of one formulation may be exchanged for
one another, so that the networks of DDPM, DDIM, PNDM, DPM-Solver and Euler configurations are all alike: they predict ε,
v or x0 from x_t = √ᾱ_t · x0 + √(1−ᾱ_t) · ε at whole t. Anything else computes something else with the same UNet, and is refused.
"""

from __future__ import annotations

from typing import Any

from explainer.core.denoiser import PredictionType
from explainer.core.errors import UserError
from explainer.networks.pipelines.files import told

T = 1000
PREDICTIONS: dict[str, PredictionType] = {
    "epsilon": "eps",
    "v_prediction": "v",
    "sample": "x0",
    "original_sample": "x0",  # as Euler's once called it
}
_LINEAR, _OF_STABLE_DIFFUSION = (1e-4, 0.02), (0.00085, 0.012)
# schedulers of networks that predict ε, v or x0 at whole t, and β's ends where their config does not say
UNDERSTOOD: dict[str, tuple[float, float]] = {
    "DDPMScheduler": _LINEAR,
    "DDPMParallelScheduler": _LINEAR,
    "DDIMScheduler": _LINEAR,
    "DDIMParallelScheduler": _LINEAR,
    "DDIMInverseScheduler": _LINEAR,
    "PNDMScheduler": _LINEAR,
    "DPMSolverMultistepScheduler": _LINEAR,
    "DPMSolverMultistepInverseScheduler": _LINEAR,
    "DPMSolverSinglestepScheduler": _LINEAR,
    "DPMSolverSDEScheduler": _OF_STABLE_DIFFUSION,
    "DEISMultistepScheduler": _LINEAR,
    "UniPCMultistepScheduler": _LINEAR,
    "SASolverScheduler": _LINEAR,
    "EulerDiscreteScheduler": _LINEAR,
    "EulerAncestralDiscreteScheduler": _LINEAR,
    "HeunDiscreteScheduler": _OF_STABLE_DIFFUSION,
    "KDPM2DiscreteScheduler": _OF_STABLE_DIFFUSION,
    "KDPM2AncestralDiscreteScheduler": _OF_STABLE_DIFFUSION,
    "LMSDiscreteScheduler": _LINEAR,
    "RePaintScheduler": _LINEAR,
}
FLOW = "flow matching, which mixes picture and noise as (1 − t) · x0 + t · ε and predicts the way from one to the other"
EDM = "EDM, whose network takes a noise level σ instead of t and scales what goes in and comes out"
SCORE = "a stochastic differential equation in continuous t, whose network predicts a score"
CONSISTENCY = "consistency models and their kin, which are trained to jump to the picture"
# parts of a class's name, in small letters, and what they mean
OTHERS = {
    "flow": FLOW,
    "rectified": FLOW,
    "scm": FLOW,
    "edm": EDM,
    "karras": EDM,
    "cosinedpm": EDM,
    "sde": SCORE,
    "consistency": CONSISTENCY,
    "cmstochastic": CONSISTENCY,
    "lcm": CONSISTENCY,
    "tcd": CONSISTENCY,
}
WAY_OUT = (
    "Only networks in the formulation of DDPM can be read, which predict ε, v or x0 at t = 1…1000, whatever they were "
    "saved to be sampled with: DDPM, DDIM, PNDM, DPM-Solver, Euler and their like."
)


def check_formulation(scheduler: dict[str, Any], index: dict[str, Any]) -> None:
    """Raises UserError, naming it, for a scheduler whose networks compute something else than ours.

    The class stands in the scheduler's config and in the pipeline's index; either may tell.
    """
    entry = index.get("scheduler")
    classes = [
        scheduler.get("_class_name"),
        entry[1] if isinstance(entry, list) and len(entry) == 2 else None,
    ]
    named = [str(name) for name in classes if name]
    for name in named:
        if name not in UNDERSTOOD:
            raise UserError(
                f"Its scheduler is {told(name)}, which means {_meaning(name)}. {WAY_OUT}"
            )
    if not named and "beta_schedule" not in scheduler:
        raise UserError(
            f"Its scheduler's config names neither a class nor a noise schedule. {WAY_OUT}"
        )
    if scheduler.get("use_flow_sigmas") or "flow" in str(scheduler.get("prediction_type")):
        raise UserError(f"Its scheduler's config says flow: {FLOW}. {WAY_OUT}")
    if scheduler.get("timestep_type", "discrete") != "discrete":
        raise UserError(
            f"Its scheduler counts t as {told(scheduler['timestep_type'])}: {EDM}. {WAY_OUT}"
        )


def _meaning(name: str) -> str:
    low = name.lower()
    known = (meaning for part, meaning in OTHERS.items() if part in low)
    return next(known, "a formulation that is not known here")


def schedule_name(scheduler: dict[str, Any]) -> str:
    """The name that a scheduler's betas have here. Raises UserError for betas that have none."""
    steps = scheduler.get("num_train_timesteps", T)
    if steps != T:
        raise UserError(f"It counts {told(steps)} timesteps; the pages count {T}.")
    if scheduler.get("trained_betas") is not None:
        raise UserError(
            "Its noise schedule is a list of its own (trained_betas), not one of those known here."
        )
    if scheduler.get("rescale_betas_zero_snr"):
        raise UserError(
            "Its noise schedule leaves nothing of the picture at the end (rescale_betas_zero_snr), where the pages "
            "divide by what is left."
        )
    kind = scheduler.get("beta_schedule", "linear")
    ends = UNDERSTOOD.get(str(scheduler.get("_class_name")), _LINEAR)
    ends = scheduler.get("beta_start", ends[0]), scheduler.get("beta_end", ends[1])
    if kind == "squaredcos_cap_v2":
        return "cosine"
    if kind == "linear" and ends == _LINEAR:
        return "linear"
    raise UserError(
        f"Its noise schedule ({told(kind)}, β from {told(ends[0])} to {told(ends[1])}) is not one of those known here: linear from "
        f"{_LINEAR[0]} to {_LINEAR[1]}, and squaredcos_cap_v2."
    )


def prediction_of(scheduler: dict[str, Any]) -> PredictionType:
    """What the network predicts; `predict_epsilon` said so before there were three kinds.

    Raises UserError for another kind, and for a config that says two things.
    """
    old = scheduler.get("predict_epsilon")
    meant = None if old is None else "epsilon" if old else "sample"
    kind = scheduler.get("prediction_type", meant or "epsilon")
    if not isinstance(kind, str) or kind not in PREDICTIONS:
        raise UserError(f"This network predicts “{told(kind)}”, which is not understood.")
    if meant and PREDICTIONS[meant] != PREDICTIONS[kind]:
        raise UserError(
            f"Its scheduler says two things: predict_epsilon = {told(old)} and prediction_type = {told(kind)}. Take out the one "
            "that is wrong."
        )
    return PREDICTIONS[kind]
