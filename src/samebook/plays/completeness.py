"""What a draft lacks before it can be approved."""

from datetime import datetime

from samebook.company.queries import local_day
from samebook.kernel.refusals import Refused
from samebook.plays.matching import inside_words
from samebook.plays.models import PlayVersion
from samebook.plays.rules import check_neutral, lacking
from samebook.plays.terms import Kind


def lacks(version: PlayVersion, at: datetime) -> list[Refused]:
    """Everything that a draft lacks, as the refusals of ``rules.lacking`` and ``rules.check_neutral``; empty when
    it can be approved.
    """
    steps = list(version.steps.order_by("place"))
    mails = [(step.title, step.texts) for step in steps if step.kind == Kind.EMAIL]
    found = lacking(
        causes=version.causes, languages=version.languages, review_date=version.review_date, today=local_day(at),
        mails=mails, steps=len(steps),
        documents_missing=[step.title for step in steps if step.kind == Kind.DOCUMENT and step.document_id is None],
    )  # fmt: skip
    try:
        check_neutral((text for _, by in mails for said in by.values() for text in said.values()), inside_words(at))
    except Refused as refused:
        found.append(refused)
    return found
