"""The one exception whose text is meant for a visitor."""


class UserError(ValueError):
    """Carries a sentence that says what is wrong and what to do next; front ends show it as it is."""
