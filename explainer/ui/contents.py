"""The pages of the app, in the order of their story: the one table that all lists of pages come from.

The navigation, the links and lessons, Start, Share, the view for a class, the tests and the
screenshots read it. A new page is one entry here, its script pages/NAME.py, what it computes in
`experiments`, and its sentences in strings/LANGUAGE/NAME.toml.
"""

from __future__ import annotations

from explainer.experiments.settings import FOR_COMPARING, FOR_GENERATING
from explainer.experiments.two_in_one import BEGINS as FOR_TWO_IN_ONE
from explainer.ui.code import chains, hood, making, process, teaching
from explainer.ui.contents_closer import CLOSER
from explainer.ui.controls import table
from explainer.ui.page_spec import CLASSROOM, PageSpec, Section

PAGES: tuple[PageSpec, ...] = (
    PageSpec(
        "start",
        Section.START,
        ":material/home:",
        networks="pixels",
        uses_picture=True,
        code=process.start,
    ),
    PageSpec(
        "add_noise",
        Section.PROCESS,
        ":material/grain:",
        controls=(table.T, table.SCHEDULE, table.SEED),
        networks="pixels",
        uses_picture=True,
        code=process.add_noise,
        on_start=True,
    ),
    PageSpec(
        "remove_noise",
        Section.PROCESS,
        ":material/auto_fix_high:",
        controls=(table.T, table.SIGMA, table.STEPS, table.SAMPLER, table.SEED),
        networks="pixels",
        uses_picture=True,
        code=process.remove_noise,
        on_start=True,
    ),
    PageSpec(
        "generate",
        Section.PROCESS,
        ":material/brush:",
        controls=(table.WORDS, table.W, table.SEED),
        more=(
            *(table.STEPS, table.SAMPLER, table.PICTURES),
            *(table.INTERVAL, table.ETA, table.ON_DEVICE),
        ),
        suggests=FOR_GENERATING,
        code=chains.from_noise,
        on_start=True,
    ),
    PageSpec(
        "how_many_steps",
        Section.PROCESS,
        ":material/stairs:",
        controls=(table.STEPS_A, table.STEPS_B, table.WORDS, table.SEED),
        more=(table.W, table.SAMPLER, table.SHARED_PATH, table.ON_DEVICE),
        suggests=FOR_GENERATING,
        code=process.how_many_steps,
        on_start=True,
    ),
    PageSpec(
        "added_noise",
        Section.HOOD,
        ":material/replay:",
        controls=(table.WORDS, table.SEED),
        more=(table.STEPS,),
        suggests=FOR_COMPARING,
        code=hood.added_noise,
    ),
    PageSpec(
        "guidance",
        Section.HOOD,
        ":material/explore:",
        controls=(table.WORDS, table.W, table.SEED, table.OPEN_STEP, table.INTERVAL, table.AGAINST),
        suggests=FOR_GENERATING,
        code=hood.guidance,
    ),
    PageSpec(
        "inside_unet",
        Section.HOOD,
        ":material/schema:",
        controls=(
            *(table.T, table.BLOCK, table.CUT, table.NO_TIME, table.NO_WORDS),
            *(table.FROM_TOP, table.FROM_LEFT),
        ),
        more=(table.WORDS, table.SEED),
        uses_picture=True,
        code=hood.inside_unet,
    ),
    PageSpec(
        "how_it_learns",
        Section.HOOD,
        ":material/school:",
        controls=(table.T, table.SEED, table.RATE, table.TAUGHT, table.LEVEL),
        uses_picture=True,
        code=hood.how_it_learns,
    ),
    PageSpec(
        "two_dimensions",
        Section.HOOD,
        ":material/scatter_plot:",
        controls=(
            *(table.SCENE, table.SHAPE, table.T),
            *(table.SAMPLER, table.STEPS, table.NOISE_BACK, table.TOWARD, table.W),
        ),
        more=(table.SCHEDULE, table.SEED),
        code=hood.two_dimensions,
    ),
    PageSpec(
        "latent_space",
        Section.HOOD,
        ":material/grid_view:",
        controls=(
            *(table.T, table.SEED, table.WORDS),
            *(table.CHANNEL, table.WHOLE_MAP, table.ROW, table.COLUMN, table.PUSH),
            *(table.OTHER, table.MIX),
        ),
        more=(table.W, table.STEPS, table.SAMPLER),
        suggests=FOR_GENERATING,
        networks="latents",
        uses_picture=True,
        code=hood.latent_space,
    ),
    PageSpec("networks", Section.HOOD, ":material/hub:", code=hood.networks),
    PageSpec("glossary", Section.HOOD, ":material/dictionary:"),
    *CLOSER,
    PageSpec(
        "redraw",
        Section.MAKE,
        ":material/draw:",
        controls=(table.SOURCE, table.FROM_T, table.WORDS, table.W, table.SEED),
        suggests=FOR_GENERATING,
        uses_picture=True,
        picture_if=(table.SOURCE, ("picture", "over")),
        code=making.redraw,
    ),
    PageSpec(
        "fill_in",
        Section.MAKE,
        ":material/format_paint:",
        controls=(table.HOLE, table.TIMES, table.SEED),
        more=(table.STEPS, table.STRETCH, table.HINT, table.W),
        networks="pixels",
        uses_picture=True,
        code=making.fill_in,
    ),
    PageSpec(
        "restore",
        Section.MAKE,
        ":material/healing:",
        controls=(
            *(table.DAMAGE, table.FEWER, table.SOFT, table.LOST, table.HOLES, table.COARSE),
            *(table.KEEP, table.SEED),
        ),
        more=(table.STEPS, table.SAMPLER, table.HINT, table.W),
        networks="pixels",
        uses_picture=True,
        code=making.restore,
    ),
    PageSpec(
        "two_in_one",
        Section.MAKE,
        ":material/flip:",
        controls=(table.WAY, table.FIRST, table.SECOND, table.SEED, table.OPEN_STEP),
        more=(table.W, table.BLUR),
        suggests=FOR_TWO_IN_ONE,
        networks="pixels",
        uses_picture=True,
        code=making.two_in_one_picture,
    ),
    PageSpec(
        "mix_and_travel",
        Section.MAKE,
        ":material/route:",
        controls=(
            *(table.FIRST, table.SECOND, table.SEED, table.TRIP),
            *(table.BETWEEN, table.SEED_B, table.OTHER),
        ),
        more=(table.W,),
        suggests=FOR_GENERATING,
        uses_picture=True,
        code=making.mix_and_travel,
    ),
    PageSpec(
        "teach",
        Section.TEACH,
        ":material/co_present:",
        controls=(table.PLAN, table.SEED, table.PAPER),
        suggests=FOR_GENERATING,
        uses_picture=True,
        code=teaching.teach,
    ),
    PageSpec(CLASSROOM, Section.TEACH, ":material/groups:"),
    PageSpec("share", Section.SHARE, ":material/ios_share:", code=chains.from_noise),
)

# what a lesson can show: these are about the app itself
LESSONS = tuple(page for page in PAGES if page.section not in (Section.TEACH, Section.SHARE))


def page_of(name: str) -> PageSpec:
    """The page of this name. KeyError if there is none."""
    return {page.name: page for page in PAGES}[name]


def page_at(address: str) -> PageSpec:
    """The page at this path below the app's own. KeyError if there is none."""
    return {page.address: page for page in PAGES}[address]


def neighbours(page: PageSpec) -> tuple[PageSpec | None, PageSpec | None]:
    """The pages before and after in the story; None at its ends."""
    at = PAGES.index(page)
    before = PAGES[at - 1] if at > 0 else None
    return before, PAGES[at + 1] if at + 1 < len(PAGES) else None
