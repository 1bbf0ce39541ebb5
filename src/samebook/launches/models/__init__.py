"""Launches: their plans, grids, documents, signatures, training and the readiness of each day."""

from samebook.launches.models.documents import Document
from samebook.launches.models.grid import Cell, GridRule
from samebook.launches.models.launch import AssumedStage, Launch, Milestone, ReadinessDay
from samebook.launches.models.reminding import Reminded
from samebook.launches.models.signing import Signature, SignedCell
from samebook.launches.models.training import Acknowledgement, Training

__all__ = [
    "Acknowledgement",
    "AssumedStage",
    "Cell",
    "Document",
    "GridRule",
    "Launch",
    "Milestone",
    "ReadinessDay",
    "Reminded",
    "Signature",
    "SignedCell",
    "Training",
]
