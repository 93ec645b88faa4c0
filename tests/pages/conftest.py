"""A room for tests of pages: its teacher's seat, and seats of pupils."""

import pytest

from explainer.rooms import rooms

NOBODY = "nobody of this test"


@pytest.fixture(autouse=True)
def no_rooms_of_others():
    """An ended room still says so for minutes, and takes the place of another."""
    yield
    rooms.cache_clear()


@pytest.fixture
def teacher():
    seat = rooms().open(NOBODY)
    yield seat
    rooms().end(seat)


@pytest.fixture
def joined(teacher):
    def join():
        return rooms().join(teacher.code, NOBODY)

    return join
