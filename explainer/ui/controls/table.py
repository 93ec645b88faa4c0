"""The controls that links may set, as data. The key is the name in the URL."""

from __future__ import annotations

from explainer import strings, tours
from explainer.core.samplers import SAMPLERS
from explainer.core.schedule import SCHEDULES, make_schedule
from explainer.experiments import (
    completions,
    convergence,
    copies,
    filling,
    forks,
    game,
    grids,
    guidance,
    mistakes,
    plane,
    restoring,
    travelling,
    two_in_one,
)
from explainer.experiments.live.plan import LEVELS, SUBJECTS
from explainer.experiments.settings import FIRST_VISIT
from explainer.samples import SAMPLES
from explainer.server import device
from explainer.ui.controls.blocks import BlockChoice, Skips
from explainer.ui.controls.choices import Choice, Offer, Some, Switch
from explainer.ui.controls.control import Control
from explainer.ui.controls.fewer import Fewer
from explainer.ui.controls.jumps import Jumps
from explainer.ui.controls.networks import Network, networks
from explainer.ui.controls.numbers import Number, Range, Slider
from explainer.ui.controls.points import Points, typed
from explainer.ui.controls.samples import SampleChoice
from explainer.ui.controls.word_choice import WordChoice
from explainer.ui.controls.words import Without, Words
from explainer.ui.language import LANGUAGE, browsers_language, say

LESSON = "lesson"  # the tour that most teachers come for


def languages() -> tuple[str, ...]:
    """Every language there is, the browser's first."""
    own = browsers_language()
    return own, *(code for code in strings.languages() if code != own)


def second_pictures() -> tuple[str, ...]:
    """Every sample, the one that every page begins with last."""
    first, *others = SAMPLES
    return *others, first


T = Slider("t", 0, 1000, 500, 1)
SEED = Number("seed", 0, 999_999, FIRST_VISIT.seeds[0])
SIGMA = Slider("sigma", 0.0, 8.0, 1.5, 0.1)
STEPS = Slider("steps", 1, 200, FIRST_VISIT.steps, 1)
STEPS_A = Slider("steps_a", 1, 200, 20, 1)
STEPS_B = Slider("steps_b", 1, 1000, 200, 1)
W = Slider("w", 0.0, 8.0, FIRST_VISIT.w, 0.1)
INTERVAL = Range("interval", 0, 1000, 10)
ETA = Slider("eta", 0.0, 1.0, 0.0, 0.05)
PICTURES = Choice("pictures", ("4", "1", "9", "16"))
SAMPLER = Choice("sampler", tuple(SAMPLERS))
SCHEDULE = Choice("schedule", tuple(SCHEDULES))
SAMPLE = SampleChoice("sample", tuple(SAMPLES))
NETWORK = Network("network", networks)
WORDS = Words("words")
AGAINST = Without("against")
OPEN_STEP = Slider("open_step", 1, guidance.STEPS, 5, 1)
RATE = Slider("rate", -6.0, -2.0, -4.0, 0.5)  # a power of ten
TAUGHT = Choice("taught", SUBJECTS, lambda name: say(f"how_it_learns.of_{name}"))
LEVEL = Choice("level", tuple(LEVELS), lambda name: say(f"how_it_learns.level_{name}"))
SHARED_PATH = Switch("shared_path", True)
ON_DEVICE = Offer("on_device", False, device.available)
# of latents: a map, a place in it, and by how many deviations that is changed; and another picture
CHANNEL = Slider("channel", 1, 16, 1, 1)
WHOLE_MAP = Switch("whole_map", False)
ROW = Slider("row", 1, 8, 4, 1)
COLUMN = Slider("column", 1, 8, 5, 1)
PUSH = Slider("push", -4.0, 4.0, 3.0, 0.5)
OTHER = SampleChoice("other", second_pictures())
MIX = Slider("mix", 0.0, 1.0, 0.5, 0.05)
# of the UNet: a block to look into, what a call leaves out, and a place in the picture, in percent
BLOCK = BlockChoice("block", NETWORK.key)
CUT = Skips("cut", NETWORK.key)
NO_TIME = Switch("no_time", False)
NO_WORDS = Switch("no_words", False)
FROM_TOP = Slider("from_top", 0, 99, 45, 1)
FROM_LEFT = Slider("from_left", 0, 99, 50, 1)
# of the plane: its points, what is seen of them, a class, and whether ddpm adds its noise
SHAPE = Choice("shape", tuple(plane.SHAPES), lambda name: say(f"two_dimensions.shape_{name}"))
SCENE = Choice(
    "scene", ("noise", "back", "learn"), lambda name: say(f"two_dimensions.scene_{name}")
)
TOWARD = Choice(
    "toward", ("none", "first", "second"), lambda name: say(f"two_dimensions.toward_{name}")
)
NOISE_BACK = Switch("noise_back", True)
# of a picture that is drawn anew: how deep it goes into the noise, and what it is
FROM_T = Slider("from_t", 0, 1000, 780, 10)
SOURCE = Choice("source", ("drawing", "picture", "over"), lambda name: say(f"redraw.source_{name}"))
# of a hole: what it begins as, and how often each stretch of a run that fills it is walked
HOLE = Choice("hole", filling.HOLES, lambda name: say(f"fill_in.hole_{name}"))
TIMES = Slider("times", 1, filling.MOST_TIMES, 4, 1)
STRETCH = Slider("stretch", 1, filling.LONGEST, 10, 1)
# of a damage: its kind, how much of it, and whether the network is held to what it leaves; words that may help
DAMAGE = Choice("damage", restoring.KINDS, lambda name: say(f"restore.damage_{name}"))
FEWER = Fewer("fewer", ("4", "2", "8"))
SOFT = Slider("soft", 0.0, restoring.WIDEST_BLUR, 1.5, 0.1)
LOST = Slider("lost", 0.0, restoring.MOST_LOST, 0.25, 0.05)
HOLES = Number("holes", 0, 999, 1)
COARSE = Slider("coarse", 1, restoring.BLOCK, 2, 1)
KEEP = Switch("keep", True)
HINT = Without("hint")
# of two words in one picture: how the second is seen, both words, and a hybrid's blur
WAY = Choice("way", two_in_one.WAYS, lambda name: say(f"two_in_one.way_{name}"))
FIRST = WordChoice("first", NETWORK.key, lambda network: travelling.pair_of(network)[0])
SECOND = WordChoice("second", NETWORK.key, lambda network: travelling.pair_of(network)[1])
BLUR = Slider("blur", 0.5, 8.0, 2.0, 0.5)
# of travelling: steps up to a picture's noise, from where to where, and the seed at the end
TRIP = Slider("trip", 5, 100, 50, 5)
BETWEEN = Choice(
    "between", ("pictures", "seeds"), lambda name: say(f"mix_and_travel.between_{name}")
)
SEED_B = Number("seed_b", 0, 999_999, FIRST_VISIT.seeds[1])
# of grids of timesteps, and of what a run is forked by
SOLVER = Choice("solver", convergence.SOLVERS)
EVEN = grids.even(make_schedule("cosine"), grids.BEGIN)
POINTS = Points("points", typed(EVEN), EVEN[0])
FORK = Choice("fork", forks.KINDS, lambda name: say(f"steps_deeper.fork_{name}"))
NEW_SEED = Number("new_seed", 0, 999_999, FIRST_VISIT.seeds[1])
NEW_WORD = WordChoice("new_word", NETWORK.key, forks.another_word)
NEW_W = Slider("new_w", 0.0, 8.0, 6.0, 0.1)
# of mistakes in a sampler: those that are made, what is seen of them, and the number of a puzzle
MISTAKES = Some("mistakes", tuple(mistakes.MISTAKES), 2, lambda name: say(f"break_it.{name}"))
MODE = Choice("mode", ("beside", "puzzle"), lambda name: say(f"break_it.mode_{name}"))
PUZZLE = Number("puzzle", 1, 9999, 1)
# of what could lie under one noise: how many pictures, and in how many steps each is made
COMPLETIONS = Choice("completions", completions.COUNTS)
FAN_STEPS = Choice("fan_steps", completions.STEPS)
KNOWN_T = Slider("known_t", 1, 1000, 850, 1)  # the noise in a world of a few hundred pictures
# of the denoising game: what it begins with, and the timesteps that were jumped to
BEGIN = Choice("begin", game.BEGINS, lambda name: say(f"denoising_game.begin_{name}"))
JUMPS = Jumps("jumps", 1000)
# of copies: what lies under the noise, and whether one is planted among what is drawn
UNDER = Choice("under", copies.SOURCES, lambda name: say(f"did_it_copy.source_{name}"))
PLANT = Switch("plant", False)
# of a lesson: whose plan is shown, and the paper that it and the worksheet are printed on
PLAN = Choice(
    "plan",
    (LESSON, *(name for name in tours.NAMES if name != LESSON)),
    lambda name: say(f"{tours.tour(name).section}.name"),
)
PAPER = Choice("paper", ("a4", "letter"), lambda name: say(f"worksheet.paper_{name}"))
LANG = Choice(LANGUAGE, languages, lambda code: strings.languages()[code])
PRESENT = Switch("present", False)

# every one of the above, by its key
CONTROLS: dict[str, Control] = {c.key: c for c in [*globals().values()] if isinstance(c, Control)}
EVERYWHERE = (NETWORK, SAMPLE, LANG)  # in the sidebar
