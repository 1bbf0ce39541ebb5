"""People of buying groups from files: contact roles of a CRM, and whom it associates with a deal."""

from collections.abc import Sequence
from datetime import datetime

from samebook.exchange.targets import ImportRow, ImportTarget, RowOutcome, TargetField
from samebook.groups.actions.importing import MemberSaid, bring_members
from samebook.kernel.access import Actor


def load_members(actor: Actor, rows: Sequence[ImportRow], *, at: datetime) -> list[RowOutcome]:
    """Who takes part, a role a row; what is here already changes nothing."""
    said = [
        MemberSaid(
            row.values["opportunity_external_id"],
            row.values["person_external_id"],
            row.values.get("role", ""),
            row.values.get("decision", ""),
            row.values.get("since"),
            row.values.get("has_ended", False),
        )
        for row in rows
    ]
    return bring_members(actor, said, at=at)


MEMBERS = ImportTarget(
    name="group_members",
    label="People of buying groups",
    fields=(
        TargetField("opportunity_external_id", "Opportunity", required=True, help="Its external id."),
        TargetField("person_external_id", "Person", required=True, help="Their external id."),
        TargetField("role", "Role", help="As the Book calls it; map a CRM's words to it. Empty: takes part, no role."),
        TargetField(
            "decision", "Decision", help="start_project or choose_vendor; empty: where the role counts and the sale is."
        ),
        TargetField("since", "Since", "timestamp", help="With its offset, or in the file's zone."),
        TargetField("has_ended", "Has ended", "boolean", help="Yes where the row was deleted in the CRM."),
    ),
    load=load_members,
    identity=("opportunity_external_id", "person_external_id", "role", "decision"),
)
TARGETS = (MEMBERS,)
