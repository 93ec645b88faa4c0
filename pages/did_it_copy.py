"""Did it copy?: the network beside a denoiser that knows pictures by heart, and a search for copies in what it draws."""

import streamlit as st

from explainer.experiments.cleaning import NoisyPicture
from explainer.experiments.copies import under_noise
from explainer.experiments.ideal import pictures_of
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui import cached_copies as cached
from explainer.ui.controls import table as controls
from explainer.ui.language import say
from explainer.ui.page import folded, formulas, heading, look, more, stage_and_controls
from explainer.ui.picture import current_picture
from explainer.ui.sections import answers_closer, copies_found, did_it_copy
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.noising import least_noise
from explainer.ui.show_code import show_code
from explainer.ui.terms import explained

checkpoint, picture = load_checkpoint(st.session_state[controls.NETWORK.key]), current_picture()
known = pictures_of(checkpoint.card.name)

heading("did_it_copy")
asked = ask("did_it_copy")
stage, side = stage_and_controls()
with side:
    t = least_noise()
    source = str(controls.UNDER.draw())
    seed = int(controls.SEED.draw())
with more("did_it_copy"):
    w = float(controls.W.draw())
if known and tuple(known.training.shape[1:]) == checkpoint.picture_shape:
    own = picture.for_network(checkpoint.picture_shape)
    noisy = NoisyPicture(checkpoint, under_noise(source, known, own, seed), t, seed)
    found = cached.beside(noisy, known, picture.identity if source == "own" else source)
    with stage:
        st.html(did_it_copy.top(found, source))
        st.markdown(did_it_copy.blended(found))
        st.html(did_it_copy.weights(found.by_heart))
        st.markdown(did_it_copy.compared(found, source))
    st.subheader(say("did_it_copy.search"), anchor=False)
    st.markdown(explained("did_it_copy.search_lead", n=len(known.training)))
    copies = copies_found.search(checkpoint.card, known, seed, w)
    asked.answer(answers_closer.nearness, copies)
    asked.dared(copies_found.planted_found, copies)
    look(explained("did_it_copy.look"))
    with folded("did_it_copy.own"):
        copies_found.own(picture, own, known)
    st.caption(did_it_copy.honest(known, checkpoint.card))
else:
    with stage:
        st.info(did_it_copy.none_ship(checkpoint.card.name))
formulas(*did_it_copy.equations(), note=explained("did_it_copy.symbols"))
show_code("did_it_copy")
