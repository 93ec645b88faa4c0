"""The process that a live training runs in: a plan comes in as a line, then commands; reports go out as lines."""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import TextIO

import torch

from explainer.core.errors import UserError
from explainer.engines.threads import use_threads
from explainer.experiments.live.drawing import moment
from explainer.experiments.live.loop import learning, new_student
from explainer.experiments.live.pictures import Lesson, lesson
from explainer.experiments.live.plan import GO, PAUSE, Plan, moment_line, progress_line, read_plan

SAY_EVERY = 0.25  # seconds
MOMENTS = (0, 15, 40, 80, 140, 220, 320, 450, 650)  # steps after which it draws, and at its end
NICE = 10  # a tenth of the weight of others on a core that both want: they hardly notice, and it still goes on


def lower_priority() -> None:
    """Whatever else wants to compute goes first. On Windows whoever starts the process says so."""
    if hasattr(os, "nice"):
        os.nice(NICE)


class Commands:
    """What the process is told while it learns. If nobody is there any more to tell it something, it ends."""

    def __init__(self, source: TextIO) -> None:
        self._source, self._going = source, threading.Event()
        self._going.set()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self._source:
            if line.strip() == PAUSE:
                self._going.clear()
            elif line.strip() == GO:
                self._going.set()
        os._exit(0)  # within a step: whatever the other thread is at

    def wait(self, tell: TextIO) -> None:
        """Return at once, or once a pause has ended; say meanwhile that the process is there."""
        while not self._going.wait(1.0):
            _tell(tell, "{}\n")


def _tell(out: TextIO, line: str) -> None:
    out.write(line)
    out.flush()


def train(plan: Plan, taught: Lesson, commands: Commands, out: TextIO) -> None:
    """Learn to the plan's end, and tell of it."""
    student, seconds, said, since = new_student(plan, taught), 0.0, 0.0, list[float]()
    turns = learning(plan, taught, student)
    while student.step < plan.steps:
        commands.wait(out)
        if student.step in MOMENTS:
            _tell(out, moment_line(moment(plan, taught, student)))
        begin = time.perf_counter()
        since.append(float(next(turns)))
        seconds += time.perf_counter() - begin
        if seconds - said > SAY_EVERY or student.step == plan.steps:
            _tell(out, progress_line(student.step, student.step * plan.batch, seconds, since))
            said = seconds
            since.clear()
    _tell(out, moment_line(moment(plan, taught, student)))


def main() -> None:
    """Do what the first line says; to get ready for it, which takes seconds, at the priority of everybody."""
    use_threads(1)
    torch.set_flush_denormal(True)  # numbers next to nothing count as nothing, and cost no more
    plan = read_plan(sys.stdin.readline())
    commands = Commands(sys.stdin)
    try:
        taught = lesson(plan.subject, plan.seed, plan.picture, plan.count)
    except UserError as error:
        sys.exit(str(error))
    lower_priority()
    train(plan, taught, commands, sys.stdout)


if __name__ == "__main__":
    main()
