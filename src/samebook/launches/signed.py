"""What is signed of a launch, as canonical JSON: the same grid gives the same text, and so the same hash."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from samebook.journal.rules import canonical
from samebook.launches.grid import Grid, Stood
from samebook.launches.models import Launch, Signature
from samebook.launches.rules import hash_of


def text_of_gaps(
    launch: Launch, gaps: Sequence[Stood], *, signer: int | None = None, reason: str = "", at: datetime | None = None
) -> str:
    """The gaps that somebody signs for; without a signer, what is shown before."""
    told: dict[str, Any] = {
        "launch": launch.pk,
        "product": launch.product,
        "gaps": [{**_cell(each), "why": each.covering.why} for each in gaps],
    }
    return canonical(told | _by(signer, at) | ({"reason": reason} if reason else {}))


def text_of_ready(grid: Grid, *, signer: int | None = None, at: datetime | None = None) -> str:
    """Every required cell with what covers it or who signed for it; without a signer, what is shown before."""
    launch = grid.launch
    told: dict[str, Any] = {
        "launch": launch.pk,
        "name": launch.name,
        "product": launch.product,
        "begins_on": launch.begins_on.isoformat(),
        "languages": launch.languages,
        "cells": [
            {
                **_cell(each),
                "covered_by": [{"kind": by.kind, "id": by.id, "version": by.version} for by in each.covering.by],
                "signed": each.signature.pk if each.signature and not each.covering.is_covered else None,
            }
            for each in grid.cells
            if each.cell.required
        ],
    }
    return canonical(told | _by(signer, at))


def is_whole(signature: Signature) -> bool:
    """Whether what was signed still has the hash that stands beside it."""
    return hash_of(signature.text) == signature.hash


def _cell(stood: Stood) -> dict[str, Any]:
    return {"cell": stood.cell.pk, **stood.place._asdict()}


def _by(signer: int | None, at: datetime | None) -> dict[str, Any]:
    return {"signer": signer, "at": at.isoformat()} if signer is not None and at is not None else {}
