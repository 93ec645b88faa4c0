"""A scheduler's class and settings tell what a network computes; what is not DDPM's is refused by name."""

import diffusers
import pytest
import torch

from explainer.core.denoiser import NetworkDenoiser
from explainer.core.errors import UserError
from explainer.core.schedule import make_schedule
from explainer.networks.bring import main
from explainer.networks.pipelines.formulation import (
    UNDERSTOOD,
    check_formulation,
    prediction_of,
    schedule_name,
)
from tests.networks.pipelines.made import brought, change, pipeline

BETAS = {"beta_start": 1e-4, "beta_end": 0.02, "beta_schedule": "linear"}
REFUSED = {
    "FlowMatchEulerDiscreteScheduler": "flow matching",
    "FlowMatchHeunDiscreteScheduler": "flow matching",
    "EDMEulerScheduler": "EDM",
    "EDMDPMSolverMultistepScheduler": "EDM",
    "CosineDPMSolverMultistepScheduler": "EDM",
    "KarrasVeScheduler": "EDM",
    "ScoreSdeVeScheduler": "stochastic differential",
    "ScoreSdeVpScheduler": "stochastic differential",
    "CMStochasticIterativeScheduler": "consistency",
    "LCMScheduler": "consistency",
    "TCDScheduler": "consistency",
    "UnCLIPScheduler": "not known here",
    "IPNDMScheduler": "not known here",
    "VQDiffusionScheduler": "not known here",
    "SomethingOfMine": "not known here",
}


@pytest.mark.parametrize("name", REFUSED)
def test_other_formulations_are_refused_by_name(name):
    for config, index in (
        ({"_class_name": name, **BETAS}, {}),
        ({"_class_name": "DDPMScheduler", **BETAS}, {"scheduler": ["diffusers", name]}),
    ):
        with pytest.raises(UserError, match=f"{name}.*{REFUSED[name]}"):
            check_formulation(config, index)


@pytest.mark.parametrize("name", UNDERSTOOD)
def test_a_sampler_of_ddpms_does_not_matter(name):
    """All that are understood are the library's."""
    assert getattr(diffusers, name)
    config = {**BETAS, "_class_name": name}
    check_formulation(config, {"scheduler": ["diffusers", name]})
    assert schedule_name(config) == "linear" and prediction_of(config) == "eps"


# the one left out needs a package that is not here
@pytest.mark.parametrize("name", sorted(UNDERSTOOD.keys() - {"DPMSolverSDEScheduler"}))
def test_betas_that_a_config_leaves_out_are_the_class_s_own(name):
    scheduler = getattr(diffusers, name)()
    ours = make_schedule("linear").alpha_bar[1:].float()
    if torch.allclose(scheduler.alphas_cumprod, ours, rtol=1e-4):
        assert schedule_name({"_class_name": name}) == "linear"
    else:
        with pytest.raises(UserError, match="not one of those known"):
            schedule_name({"_class_name": name})


def test_a_scheduler_without_a_class_must_state_its_betas():
    check_formulation(BETAS, {})
    with pytest.raises(UserError, match="neither a class"):
        check_formulation({}, {})


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"use_flow_sigmas": True}, "flow matching"),
        ({"prediction_type": "flow_prediction"}, "flow matching"),
        ({"timestep_type": "continuous"}, "EDM"),
        ({"prediction_type": "velocity"}, "velocity"),
        ({"prediction_type": ["epsilon"]}, "not understood"),
        ({"rescale_betas_zero_snr": True}, "rescale_betas_zero_snr"),
        ({"trained_betas": [0.1]}, "list of its own"),
        ({"beta_schedule": "scaled_linear"}, "scaled_linear"),
        ({"predict_epsilon": False}, "says two things"),
    ],
)
def test_options_that_change_the_formulation_are_refused(values, words, tmp_path, capsys):
    pipeline(tmp_path / "p")
    change(tmp_path / "p", "scheduler/scheduler_config.json", **values)
    assert main([str(tmp_path / "p"), "theirs", "--out", str(tmp_path)]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "theirs.json").exists()


@pytest.mark.parametrize(("said", "meant"), [(False, "x0"), (True, "eps"), (None, "eps")])
def test_predict_epsilon_said_it_before_there_were_three_kinds(said, meant):
    assert prediction_of({"predict_epsilon": said}) == meant


@pytest.mark.parametrize(
    "scheduler",
    [
        diffusers.PNDMScheduler(**BETAS),
        diffusers.DPMSolverMultistepScheduler(**BETAS, use_karras_sigmas=True),
        diffusers.EulerDiscreteScheduler(**BETAS, prediction_type="v_prediction"),
        diffusers.DDIMScheduler(thresholding=True, prediction_type="sample", clip_sample=False),
    ],
    ids=lambda s: type(s).__name__,
)
def test_the_same_picture_is_meant_whatever_the_sampler(scheduler, tmp_path):
    theirs = pipeline(tmp_path / "p", scheduler)
    ours = brought(tmp_path / "p", tmp_path)
    x, t = torch.randn(1, 3, 16, 16), 600
    denoiser = NetworkDenoiser(ours.model.unet, ours.schedule, ours.card.prediction)
    ddim = diffusers.DDIMScheduler(
        **BETAS, prediction_type=scheduler.config.prediction_type, clip_sample=False
    )
    ddim.set_timesteps(1000)
    with torch.no_grad():
        x0 = denoiser(x, torch.tensor([t])).x0
        expected = ddim.step(theirs(x, t - 1).sample, t - 1, x).pred_original_sample
    assert torch.allclose(x0.float(), expected, rtol=1e-3, atol=1e-3)
