"""The closed lists of offers by lot."""

from samebook.kernel.vocabulary import Vocabulary


class State(Vocabulary):
    """Where a lot is in its course."""

    DRAWING = "drawing", "Drawing"
    FOLLOWING = "following", "Drawn, being followed"
    ENDED = "ended", "Ended"
