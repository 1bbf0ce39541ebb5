"""What saved views are about, and how often they are mailed."""

from samebook.kernel.vocabulary import Vocabulary


class About(Vocabulary):
    """What a saved view opens."""

    MEASURE = "measure"
    ANALYSIS = "analysis"


class Rhythm(Vocabulary):
    """How often a view is mailed."""

    DAILY = "daily", "Every day"
    WEEKLY = "weekly", "Every week"
    MONTHLY = "monthly", "Every month"


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
