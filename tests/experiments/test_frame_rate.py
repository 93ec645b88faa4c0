"""How often runs are shown: a clock that the test turns."""

import pytest

from explainer.experiments import frame_rate as rate
from explainer.experiments.frame_rate import FrameRate


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 100.0

        def monotonic(self) -> float:
            return self.now

    clock = Clock()
    monkeypatch.setattr(rate, "time", clock)
    monkeypatch.setattr(FrameRate, "_going_on", set())
    return clock


def frames(clock, seconds: float, paces: list[FrameRate]) -> list[int]:
    """How many frames each shows if all ask every millisecond."""
    counts = [0] * len(paces)
    for _ in range(round(seconds * 1000)):
        clock.now += 0.001
        counts = [n + p.due() for n, p in zip(counts, paces, strict=True)]
    return counts


def test_the_first_frame_is_due_at_once_and_the_next_after_a_while(clock):
    with FrameRate() as alone:
        assert alone.due()
        assert not alone.due()
        clock.now += 1.01 * rate.FRAME_SECONDS
        assert alone.due()


def test_a_grid_of_sixteen_sends_no_more_pictures_than_one_of_four(clock):
    with FrameRate(4) as four, FrameRate(16) as sixteen:
        few, many = frames(clock, 10, [four, sixteen])
    assert few == pytest.approx(10 / rate.FRAME_SECONDS, abs=3)
    assert few == pytest.approx(4 * many, abs=3)


def test_thirty_share_evenly_what_can_be_drawn(clock):
    thirty = [FrameRate().__enter__() for _ in range(30)]
    counts = frames(clock, 10, thirty)
    assert max(counts) - min(counts) <= 1
    assert sum(counts) == pytest.approx(10 / rate.ALL_FRAMES_SECONDS, rel=0.1)


def test_who_has_ended_counts_no_more(clock):
    alone = FrameRate()
    with pytest.raises(ValueError, match="stopped"), FrameRate():
        raise ValueError("stopped")
    with alone:
        assert frames(clock, 10, [alone])[0] == pytest.approx(10 / rate.FRAME_SECONDS, abs=3)


def test_the_share_of_time_that_frames_take_is_learned_from_them(clock, monkeypatch):
    monkeypatch.setattr(FrameRate, "_share", rate.USUAL_SHARE)
    with FrameRate() as alone:
        assert alone.due()
        alone.took(0.05)  # the first says nothing: there is no time between it and another
        assert FrameRate.share() == rate.USUAL_SHARE
        for _ in range(100):
            clock.now += 0.1
            assert alone.due()
            alone.took(0.02)
        assert FrameRate.share() == pytest.approx(0.2, rel=0.01)
        for _ in range(100):
            clock.now += 0.1
            assert alone.due()
            alone.took(5.0)
        assert FrameRate.share() == 0.5  # what is expected stays finite
