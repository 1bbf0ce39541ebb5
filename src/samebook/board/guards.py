"""The database's own guard over what is frozen: triggers that refuse to change or delete it."""

from samebook.journal.frozen import ALTERED, Frozen

FROZEN = ("board_closedperiod", "board_restatement", "board_salessignature", "board_benchmark", "board_remark")
_guard = Frozen("board", "Nothing of the board report is altered", dict.fromkeys(FROZEN, ALTERED))
install, remove = _guard.install, _guard.remove
