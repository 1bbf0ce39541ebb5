"""Every write to plays."""

from samebook.plays.actions.approving import approve_run, decline_run
from samebook.plays.actions.asking import answer_request, ask_for_play, decline_request, remind_due, tell_late
from samebook.plays.actions.ending import say_helped, stop_run
from samebook.plays.actions.library import (
    add_play,
    approve_version,
    begin_version,
    change_play,
    change_version,
    retire_version,
)
from samebook.plays.actions.performing import do_step, hold_back, may_go_with, reword, skip_step
from samebook.plays.actions.starting import start_run, take_up
from samebook.plays.actions.steps import Step, Upload, add_step, change_step, remove_step
from samebook.plays.aims import For

__all__ = [
    "For",
    "Step",
    "Upload",
    "add_play",
    "add_step",
    "answer_request",
    "approve_run",
    "approve_version",
    "ask_for_play",
    "begin_version",
    "change_play",
    "change_step",
    "change_version",
    "decline_request",
    "decline_run",
    "do_step",
    "hold_back",
    "may_go_with",
    "remind_due",
    "remove_step",
    "retire_version",
    "reword",
    "say_helped",
    "skip_step",
    "start_run",
    "stop_run",
    "take_up",
    "tell_late",
]
