"""Orders and answers to surveys from files."""

from collections.abc import Sequence
from datetime import datetime

from samebook.customers.actions import OrderInput, keep_orders
from samebook.customers.surveys import SurveyInput, keep_survey_answers
from samebook.exchange.targets import ImportRow, ImportTarget, RowOutcome, TargetField
from samebook.kernel.access import Actor


def load_orders(actor: Actor, rows: Sequence[ImportRow], *, at: datetime) -> list[RowOutcome]:
    """See ``actions.keep_orders``."""
    return keep_orders(actor, [OrderInput(**row.values) for row in rows], at=at)


ORDERS = ImportTarget(
    name="orders",
    label="Orders",
    fields=(
        TargetField("external_id", "External id", help="The order's number."),
        TargetField("account_external_id", "Account", help="The account's external id; or name the company."),
        TargetField("company", "Company"),
        TargetField("country", "Country"),
        TargetField("website", "Website"),
        TargetField("ordered_on", "Ordered on", "date", required=True),
        TargetField("product", "Product"),
        TargetField("amount", "Amount", "decimal", required=True, help="Below zero for a refund."),
        TargetField("currency", "Currency", required=True, help="Three letters, such as EUR."),
    ),
    load=load_orders,
)


def load_survey_answers(actor: Actor, rows: Sequence[ImportRow], *, at: datetime) -> list[RowOutcome]:
    """See ``surveys.keep_survey_answers``."""
    return keep_survey_answers(actor, [SurveyInput(**row.values) for row in rows], at=at)


SURVEY_ANSWERS = ImportTarget(
    name="survey_answers",
    label="Survey answers",
    fields=(
        TargetField("external_id", "External id", help="Of who was asked in this survey, where the file comes from."),
        TargetField("survey", "Survey", required=True, help="Its name."),
        TargetField("account_external_id", "Account", help="The account's external id."),
        TargetField("person_external_id", "Person", help="The person's external id; or the e-mail address."),
        TargetField("email", "E-mail"),
        TargetField("asked_on", "Asked on", "date", help="With who has not answered, for the response rate."),
        TargetField("answered_on", "Answered on", "date", help="Empty for who has not answered."),
        TargetField("score", "Score", "integer", help="0 to 10."),
        TargetField("comment", "Comment", help="Kept with the person, never in figures."),
    ),
    load=load_survey_answers,
)
TARGETS = (ORDERS, SURVEY_ANSWERS)
