"""The same small network and the same tabs as for the tests of the tabs."""

from tests.tabs.conftest import every_step, tabs, tiny

__all__ = ["every_step", "tabs", "tiny"]
