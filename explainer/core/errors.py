"""The one exception whose text is meant for a visitor."""


class UserError(ValueError):
    """Carries a sentence that says what is wrong and what to do next; front ends show it.

    `sentence` is a str, or a Sentence if visitors may meet it: front ends tell that in their language.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
