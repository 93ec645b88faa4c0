"""What “Use via API” at the foot of the tabs says: plain English, the limits that hold, examples that work."""

from __future__ import annotations

from typing import Any

from explainer.experiments.filling import MOST_TIMES
from explainer.experiments.settings import MAX_GUIDANCE, MAX_PICTURES, MAX_SEED, MAX_STEPS
from explainer.strings import say
from explainer.tabs.language import KEYS
from explainer.tabs.restoring import LEAST_FACTOR, MOST_FACTOR
from explainer.tabs.sent import MAX_T

# a parameter's name: the key of the sentence that explains it
SENTENCES = {
    **{name: f"control.{name}.help" for name in ("t", "seed", "sampler", "steps", "w", "words")},
    **{"pictures": "control.pictures.help", "network": "share.api_network"},
    **{"few": "control.steps_a.help", "many": "control.steps_b.help"},
    "picture": "share.api_picture",
    "factor": "share.api_factor",
    **{"mask": "share.api_mask", "times": "control.times.help"},
}
LIMITS: dict[str, tuple[float, float]] = {
    "t": (0, MAX_T),
    "seed": (0, MAX_SEED - 1),
    "w": (0, MAX_GUIDANCE),
    "pictures": (1, MAX_PICTURES),
    "factor": (LEAST_FACTOR, MOST_FACTOR),
    "times": (1, MOST_TIMES),
    **dict.fromkeys(("steps", "few", "many"), (1, MAX_STEPS)),
}


def described(info: dict[str, Any]) -> dict[str, Any]:
    """What Gradio tells of its endpoints, with our sentences in place of its own."""
    for endpoint in info["named_endpoints"].values():
        for parameter in endpoint["parameters"]:
            _describe(parameter)
        for result in endpoint["returns"]:
            _name(result)
    return info


def explained(name: str) -> str:
    """What a parameter means, and from where to where it goes."""
    sentence = say(SENTENCES[name])
    if name not in LIMITS:
        return sentence
    low, high = LIMITS[name]
    return say("share.api_range", sentence=sentence, low=f"{low:g}", high=f"{high:.0f}")


def _describe(parameter: dict[str, Any]) -> None:
    name = parameter["parameter_name"]
    _name(parameter)
    told = explained(name)
    parameter["type"] = _told(parameter["type"], told)
    parameter["python_type"]["description"] = told
    if name in (
        "picture",
        "mask",
    ):  # Gradio's own example is on a site that nothing here is fetched from
        parameter |= {"parameter_has_default": True, "parameter_default": None}
        parameter["example_input"] = None


def _name(field: dict[str, Any]) -> None:
    """The label in English: in the list stands what tells browsers to translate it."""
    label = field["label"]
    key = KEYS.get(label["key"]) if isinstance(label, dict) else None
    field["label"] = say(key or "share.api_text")
    field["type"] = _told(field["type"], "")


def _told(schema: dict[str, Any], sentence: str) -> dict[str, Any]:
    """A type with our sentence, without Gradio's: it promises addresses, and the sliders' range."""
    own = {k: v for k, v in schema.items() if k not in ("description", "additional_description")}
    return own | ({"description": sentence} if sentence else {})
