"""Communications and costs from files."""

from collections.abc import Sequence
from datetime import datetime

from samebook.communications.actions import CommunicationInput, CostInput, keep_communications, keep_costs
from samebook.exchange.targets import ImportRow, ImportTarget, RowOutcome, TargetField
from samebook.kernel.access import Actor


def load_communications(actor: Actor, rows: Sequence[ImportRow], *, at: datetime) -> list[RowOutcome]:
    """See ``actions.keep_communications``."""
    return keep_communications(actor, [CommunicationInput(**row.values) for row in rows], at=at)


def load_costs(actor: Actor, rows: Sequence[ImportRow], *, at: datetime) -> list[RowOutcome]:
    """See ``actions.keep_costs``."""
    return keep_costs(actor, [CostInput(**row.values) for row in rows], at=at)


COMMUNICATIONS = ImportTarget(
    name="communications",
    label="Communications",
    fields=(
        TargetField("external_id", "External id", help="Its identity where the file comes from."),
        TargetField("name", "Name", required=True),
        TargetField("channel", "Channel", required=True, help="Mailing, fair, page, telephone."),
        TargetField("offer", "Offer"),
        TargetField("started_on", "Started on", "date"),
        TargetField("ended_on", "Ended on", "date"),
    ),
    load=load_communications,
)
COSTS = ImportTarget(
    name="costs",
    label="Costs",
    fields=(
        TargetField("external_id", "External id", help="The booking's number."),
        TargetField("communication", "Communication", help="External id or name of the communication it paid for."),
        TargetField("source", "Source", help="The lead source it paid for, when it is no single communication."),
        TargetField("booked_on", "Booked on", "date", required=True),
        TargetField("amount", "Amount", "decimal", required=True),
        TargetField("currency", "Currency", required=True, help="Three letters, such as EUR."),
        TargetField("description", "Description"),
    ),
    load=load_costs,
)
TARGETS = (COMMUNICATIONS, COSTS)
