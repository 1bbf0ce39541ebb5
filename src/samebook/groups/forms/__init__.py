"""What people enter about a buying group; each form checks shapes, the actions refuse what may not be."""

from samebook.groups.forms.acts import FORMS, GroupForm

__all__ = ["FORMS", "GroupForm"]
