"""The database's own guard over what was signed of launches: triggers that refuse to change or delete it."""

from samebook.journal.frozen import ALTERED, Frozen

FROZEN = ("launches_signature", "launches_signedcell")
_guard = Frozen("launches", "What was signed of a launch is not altered", dict.fromkeys(FROZEN, ALTERED))
install, remove = _guard.install, _guard.remove
