"""What people enter about editions; each form checks shapes, the actions refuse what may not be."""

from samebook.agreement.forms.editions import BeginForm, ProposeForm, SignForm, TextForm

__all__ = ["BeginForm", "ProposeForm", "SignForm", "TextForm"]
