"""Plays: the library, plays in use, and plays asked for."""

from samebook.plays.models.library import Play, PlayAim, PlayDocument, PlayStep, PlayVersion
from samebook.plays.models.requests import PlayRequest
from samebook.plays.models.runs import PlayRun, RepMinutes, RunStep

__all__ = [
    "Play",
    "PlayAim",
    "PlayDocument",
    "PlayRequest",
    "PlayRun",
    "PlayStep",
    "PlayVersion",
    "RepMinutes",
    "RunStep",
]
