"""The mixtures of photographs that networks learn from. Data, not code."""

from __future__ import annotations

from explainer.training.recipe import PictureSet, same

_CALTECH_WORDS = {
    "airplanes": "aeroplane",
    "motorbikes": "motorbike",
    "watch": "watch",
    "leopards": "leopard",
    "butterfly": "butterfly",
    "car_side": "car",
    "bonsai": "bonsai",
    "grand_piano": "piano",
}
_FLOWERS = same("daisy", "dandelion", "rose", "sunflower", "tulip")
_PETS = same("cat", "dog")
_CLOTHES = {
    **same("dress", "hat", "shirt", "shoes", "shorts", "skirt"),
    **{"t_shirt": "t-shirt", "pants": "trousers", "outwear": "jacket"},
}
_FRUIT = same(
    *("apple", "avocado", "banana", "kiwi", "lemon", "melon", "onion", "orange"),
    *("pear", "pepper", "pineapple", "potato", "tomato"),
)
# identifiable people, trademarked characters and things that do not suit a classroom
UNSUITED = frozenset({"faces", "faces_easy", "garfield", "snoopy", "revolver", "dollar_bill"})

PHOTOGRAPHS = (
    PictureSet("flowers-64", 0.16, _FLOWERS),
    PictureSet("pets-64", 0.10, _PETS),
    PictureSet("clothing-64", 0.22, _CLOTHES),
    PictureSet("grocery-64", 0.20, _FRUIT),
    PictureSet("caltech101-64", 0.14, _CALTECH_WORDS, only=frozenset(_CALTECH_WORDS)),
    PictureSet("caltech101-64", 0.07, without=UNSUITED | frozenset(_CALTECH_WORDS)),
    PictureSet("trashnet-64", 0.03),
    PictureSet("hands-64", 0.01),
    PictureSet("photo-crops-64", 0.06, without=UNSUITED),
    PictureSet("scenery-64", 0.01),
)

# every word often enough: a shop has 43 kinds of things, of which 13 have a word
EVENLY_NAMED = (
    PictureSet("flowers-64", 0.13, _FLOWERS),
    PictureSet("pets-64", 0.12, _PETS),
    PictureSet("clothing-64", 0.18, _CLOTHES),
    # in heaps: what is smaller than two latents gets no shape, so more than half of it is seen from close by
    PictureSet("grocery-64", 0.15, _FRUIT, only=frozenset(_FRUIT), balance=0.3, closest=1.8),
    PictureSet(
        *("photo-crops-64", 0.19, _FRUIT),
        only=frozenset(_FRUIT),
        balance=0.3,
        cut_from="grocery-64",
        closest=1.4,
    ),
    PictureSet("grocery-64", 0.03, without=frozenset(_FRUIT), closest=1.8),
    PictureSet("caltech101-64", 0.14, _CALTECH_WORDS, only=frozenset(_CALTECH_WORDS)),
    PictureSet("caltech101-64", 0.04, without=UNSUITED | frozenset(_CALTECH_WORDS)),
    PictureSet("trashnet-64", 0.02),
    PictureSet("hands-64", 0.005),
    PictureSet("photo-crops-64", 0.05, without=UNSUITED),
    PictureSet("scenery-64", 0.005),
)
