"""Class: a teacher opens a room, pupils join it; its code, what was asked, and the wall."""

from explainer.ui.page import heading
from explainer.ui.sections.classroom import classroom

heading("classroom")
classroom()
