"""How it learns: the dice, the step, and a training that is begun, watched and stopped on the page."""

import time

import pytest

from explainer.engines import visiting
from explainer.engines.loaded import OF_VISITS
from explainer.experiments.live import line
from explainer.experiments.live.drawing import moment
from explainer.experiments.live.line import LINE
from explainer.experiments.live.loop import learning, new_student
from explainer.experiments.live.pictures import lesson
from explainer.experiments.live.plan import Plan, Report, moment_line, progress_line
from explainer.networks.checkpoints import HELD
from explainer.server import leaving
from explainer.ui.contents import page_of
from explainer.ui.sections import live_training
from tests.pages.opening import address, app, errors, html


def words(at):
    boxes = [*at.info, *at.success]
    return " ".join(m.value for m in [*at.markdown, *at.caption, *at.subheader, *boxes])


def opened(**parameters):
    at = app("how_it_learns", **{"t": "400", "rate": "-4", **parameters})
    assert not at.exception
    assert not errors(at)
    return at


def rolled(at):
    return at.slider(key="t").value, at.number_input(key="seed").value


def test_the_dice_change_what_is_asked_and_nothing_else():
    at = opened()
    before = rolled(at)
    assert "chose t = 400" in words(at)
    at.button(key="_dice").click().run()
    assert rolled(at) != before
    assert f"chose t = {rolled(at)[0]} and" in words(at)
    assert at.slider(key="rate").value == -4


@pytest.mark.parametrize("t", ["0", "1000"])
@pytest.mark.parametrize("rate", ["-6", "-2"])
def test_both_ends_of_every_slider_have_their_sentences(t, rate):
    at = opened(t=t, rate=rate)
    assert f"chose t = {max(1, int(t))} and" in words(at)
    assert "Back to the weights" in words(at) and "other pictures" in words(at)


def test_a_network_in_latents_is_asked_for_latents(tiny_latent):
    at = opened(network=tiny_latent, words="")
    assert "[[v" not in words(at) and "the mean of the squared errors" in words(at)


def test_the_loss_at_every_t_is_measured_when_asked_for(calls):
    at = opened()
    before = len(calls)
    at.button(key="_loss_go").click().run()
    assert not at.exception and len(calls) > before
    assert "it errs least at t =" in words(at)
    made = len(calls)
    at.slider(key="rate").set_value(-3.0).run()
    assert len(calls) == made  # measured once


class Quick:
    """In the place of a process: a few steps, made at once where the plan has few; else one that never gets on."""

    def __init__(self, plan, there, ended):
        self.plan, self.report, self.state, self.left = plan, Report(), "learning", None
        if plan.steps > 100:
            return
        taught = lesson(plan.subject, plan.seed, plan.picture, n=60)
        student = new_student(plan, taught)
        self.report.take(moment_line(moment(plan, taught, student)))
        for loss in learning(plan, taught, student):
            seen = student.step * plan.batch
            self.report.take(progress_line(student.step, seen, 0.1 * student.step, [float(loss)]))
        self.report.take(moment_line(moment(plan, taught, student)))
        self.state = "done"

    @property
    def over(self):
        return self.state in ("done", "stopped")

    def stop(self):
        self.state = self.state if self.over else "stopped"

    def pause(self):
        self.state, self.paused_since = "paused", time.monotonic()

    def go_on(self):
        self.state = "learning"


@pytest.fixture
def short(monkeypatch):
    """Trainings of a few steps, without their processes."""
    monkeypatch.setattr(line, "Training", Quick)
    monkeypatch.setattr(live_training, "Plan", lambda *a, **k: Plan(*a, **k, steps=4, batch=4))
    yield monkeypatch
    LINE.close()
    visiting.let_go([*OF_VISITS])


def place_of(at):
    return at.session_state[live_training.PLACE]


def begun(**parameters):
    at = opened(**parameters)
    at.button(key="_live_go").click().run()
    assert not at.exception
    return at


def test_a_training_leaves_a_network_that_draws(short):
    at = begun()
    training = place_of(at).training
    newest = training.report.moments[-1]
    assert live_training.status(training).startswith("Done: 16 pictures seen in 4 updates")
    assert live_training.nearness(training.report.moments, training.plan) in words(at)
    assert f"{newest.right} of 10" in words(at)
    before = html(at)
    at.button(key="_live_others").click().run()
    assert html(at) != before and not at.exception
    at.selectbox(key="_live_word").set_value("7").run()
    assert not at.exception
    assert "def turn(" in " ".join(c.value for c in at.code)  # what ran is shown


@pytest.mark.parametrize(
    ("level", "says"), [("one", "never seen noise"), ("noise", "says nothing")]
)
def test_a_denoiser_of_one_level_meets_all_others(short, level, says):
    at = begun(level=level)
    assert "One call and no steps" in words(at) and says in words(at)
    assert "told which digit" not in words(at)


def test_a_training_is_held_up_and_stopped(short):
    short.setattr(live_training, "Plan", lambda *a, **k: Plan(*a, **k, steps=10**6))
    at = begun()
    at.button(key="_live_pause").click().run()
    assert place_of(at).training.state == "paused"
    at.button(key="_live_on").click().run()
    assert place_of(at).training.state == "learning"
    at.button(key="_live_stop").click().run()
    assert place_of(at).training.state == "stopped"
    assert "_live_go" in [button.key for button in at.button]


def test_a_second_visitor_waits_and_goes_first_when_the_first_one_stops(short):
    first = LINE.join(Plan(steps=10**6), "somebody else")
    at = begun()
    assert "1 is ahead of you" in words(at)
    assert LINE.leave in leaving.WHEN_LEFT  # as a closed page is told of
    LINE.leave("somebody else")
    assert first.training.over
    at.run()
    assert place_of(at).training.state == "done"


def test_the_visitors_own_picture_can_be_taught(short):
    at = begun(taught="picture")
    assert "squares cut from yours" in words(at)
    assert place_of(at).plan.picture.shape == (64, 64, 3)
    assert "10 of 10" not in words(at)  # there are no words


def kept(**parameters):
    """A page whose training is used on the other pages; and what it is called there."""
    at = begun(words=None, **parameters)
    at.button(key="_live_keep").click().run()
    assert not at.exception and not errors(at)
    return at, at.session_state["network"]


def turned_to(at, page):
    at.switch_page(str(page_of(page).script)).run()
    assert not at.exception and not errors(at)
    return at


def chooser(at):
    return next(box for box in at.sidebar.selectbox if box.key == "network")


def note(at):
    return " ".join(caption.value for caption in at.sidebar.caption)


@pytest.mark.parametrize(
    ("taught", "pages"),
    [
        ("digits", ("generate", "remove_noise", "inside_unet")),
        ("picture", ("generate", "networks")),
    ],
)
def test_what_was_trained_is_used_on_the_other_pages(short, taught, pages):
    at, network = kept(taught=taught)
    assert network.startswith(f"my-{taught}-") and network in words(at)
    assert "trained by you; it has looked at 16 pictures" in note(at)
    for page in pages:
        turned_to(at, page)
        assert at.session_state["network"] == network
        assert network not in str(address(at))  # nobody else could open it
        assert network not in " ".join(code.value for code in at.code)
        if page == "generate":
            assert f"Pictures by {network}" in html(at)  # its tile, as those of all others


def test_what_one_has_trained_others_do_not_see(short):
    at, network = kept()
    assert network in chooser(at).options
    other = app("generate", network=network, words=None)
    assert not other.exception and len(other.warning) == 1  # as for any name that nobody knows
    assert other.session_state["network"] != network
    assert network not in chooser(other).options
    turned_to(at, "share")
    assert f"{network}, is not in the link" in words(at)
    assert network not in " ".join(code.value for code in at.code)


def test_who_is_left_without_their_network_is_told_and_can_take_it_along_again(short):
    at, network = kept()
    visiting.let_go([network])  # as newer ones do that need its room
    turned_to(at, "generate")
    assert f"{network}, which you trained, had to make room" in words(at).replace("\\", "")
    assert at.session_state["network"] != network
    turned_to(at, "how_it_learns")
    at.button(key="_live_keep").click().run()
    assert at.session_state["network"] in HELD and at.session_state["network"] != network


def test_a_denoiser_of_one_level_stays_where_it_is(short):
    at = begun(level="one")
    assert "_live_keep" not in [button.key for button in at.button]
    assert "one noise level only" in words(at)


def test_the_networks_of_a_closed_page_are_let_go():
    assert visiting.leave in leaving.WHEN_LEFT
