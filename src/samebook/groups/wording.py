"""What pages and numbers call the parts that people have in a decision."""

from datetime import datetime

from samebook.buying.pipelines import selling_at
from samebook.groups.terms import Kind


def role_labels(at: datetime) -> dict[str, str]:
    """The roles of the Book in force, by name, in its order."""
    return {each.name: each.label for each in selling_at(at).roles}


def kind_labels(at: datetime) -> dict[str, str]:
    """What roles do to a decision."""
    return dict(Kind.choices())
