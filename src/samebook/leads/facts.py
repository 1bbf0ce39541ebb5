"""What leads publish to the numbers: each lead with its clocks and its end, and each attempt."""

from samebook.leads.review.facts import JUDGEMENTS
from samebook.numbers.snapshot.derive import local_day
from samebook.numbers.tables import Column, Dimension, FactTable

LEADS = FactTable(
    name="leads",
    grain="one row per lead, those outside the rates included (status not_a_lead, service_request)",
    territory="territory_id",
    columns=(
        Column("lead_id", "integer", "The lead."),
        Column("account_id", "integer", "The company.", ref="accounts.account_id"),
        Column("communication_id", "integer", "What brought it.", ref="communications.communication_id"),
        Column("opportunity_id", "integer", "What it became.", ref="opportunities.opportunity_id"),
        Column("recycled_from_id", "integer", "The earlier lead that came back as this one.", ref="leads.lead_id"),
        Column("edition_id", "integer", "The edition that judged it.", ref="editions.edition_id"),
        Column("territory_id", "integer", "Where it was routed.", ref="territories.territory_id"),
        Column("owner_id", "integer", "The rep it was routed to.", ref="users.user_id"),
        Column("source", "text", "The lead's source; null when nobody said."),
        Column("country", "text", "ISO 3166 code of two letters."),
        Column("origin", "text", "Where the record came from."),
        Column("status", "text", "Where it is in the work (glossary)."),
        Column("verdict", "text", "deliver, ask or nurture; null before judgement."),
        Column("level", "text", "The level it met; null when none."),
        Column("rejection_reason", "text", "The Book's reason for which sales refused it."),
        Column("set_aside_reason", "text", "The Book's reason why it is not a lead; null for every other."),
        Column("received_at", "timestamp", "When the first response came."),
        Column("judged_at", "timestamp", "When the verdict was given."),
        Column("delivered_at", "timestamp", "When it reached the rep."),
        Column("first_attempt_due_at", "timestamp", "Until when the first attempt was owed, in business hours."),
        Column("first_attempt_at", "timestamp", "When the first attempt was made."),
        Column("follow_up_due_at", "timestamp", "Until when all attempts were owed."),
        Column("breached_at", "timestamp", "When the clock found it late."),
        Column("answer_due_at", "timestamp", "Until when acceptance or rejection was owed."),
        Column("answered_at", "timestamp", "When sales first accepted or rejected it."),
        Column("rejected_at", "timestamp", "When sales rejected it, at once or after accepting it."),
        Column("converted_at", "timestamp", "When it became an opportunity."),
        Column("ask_until", "timestamp", "Until when its questions may be asked."),
        Column("attempts_made", "integer", "Attempts so far.", unit="attempts"),
        Column("attempts_owed", "integer", "Attempts that the Book's terms ask for.", unit="attempts"),
        Column("ask_attempts", "integer", "Attempts to get its questions answered.", unit="attempts"),
        Column("won_on", "date", "The day its opportunity was won."),
        Column("lost_on", "date", "The day its opportunity was lost."),
        Column("received_on", "date", "received_at as a day of the company's.", derived=local_day("received_at")),
        Column("delivered_on", "date", "delivered_at as a day of the company's.", derived=local_day("delivered_at")),
        Column(
            "first_attempt_on",
            "date",
            "first_attempt_at as a day of the company's.",
            derived=local_day("first_attempt_at"),
        ),
        Column("answered_on", "date", "answered_at as a day of the company's.", derived=local_day("answered_at")),
        Column("rejected_on", "date", "rejected_at as a day of the company's.", derived=local_day("rejected_at")),
        Column("converted_on", "date", "converted_at as a day of the company's.", derived=local_day("converted_at")),
    ),
    sql="""
    select l.id as lead_id, l.account_id as account_id, l.communication_id as communication_id,
           l.opportunity_id as opportunity_id, l.recycled_from_id as recycled_from_id, l.edition_id as edition_id,
           l.territory_id as territory_id, l.owner_id as owner_id, l.source as source, l.country as country,
           l.origin as origin, l.status as status, l.verdict as verdict, l.level as level,
           l.rejection_reason as rejection_reason,
           case when l.status = 'not_a_lead' then l.status_reason end as set_aside_reason,
           l.received_at as received_at, l.judged_at as judged_at, l.delivered_at as delivered_at,
           l.first_attempt_due_at as first_attempt_due_at, l.first_attempt_at as first_attempt_at,
           l.follow_up_due_at as follow_up_due_at, l.breached_at as breached_at, l.answer_due_at as answer_due_at,
           l.answered_at as answered_at,
           l.rejected_at as rejected_at, l.converted_at as converted_at,
           l.ask_until as ask_until, l.attempts_made as attempts_made, l.attempts_owed as attempts_owed,
           l.ask_attempts as ask_attempts,
           case when o.outcome = 'won' then o.closed_on end as won_on,
           case when o.outcome = 'lost' then o.closed_on end as lost_on
    from leads_lead l
    left join buying_opportunity o on o.id = l.opportunity_id
    """,
)

ATTEMPTS = FactTable(
    name="attempts",
    grain="one row per attempt to reach the person behind a lead",
    territory="territory_id",
    columns=(
        Column("attempt_id", "integer", "The attempt."),
        Column("lead_id", "integer", "The lead.", ref="leads.lead_id"),
        Column("owner_id", "integer", "Who made it.", ref="users.user_id"),
        Column("territory_id", "integer", "The lead's territory.", ref="territories.territory_id"),
        Column("channel", "text", "phone, email, visit or message."),
        Column("outcome", "text", "What came of it."),
        Column("origin", "text", "Whose word it is."),
        Column("is_late", "boolean", "Recorded past the Book's limit."),
        Column("happened_at", "timestamp", "When it was made."),
        Column("recorded_at", "timestamp", "When it was written down."),
        Column("happened_on", "date", "happened_at as a day of the company's.", derived=local_day("happened_at")),
    ),
    sql="""
    select a.id as attempt_id, a.lead_id as lead_id, a.user_id as owner_id, l.territory_id as territory_id,
           a.channel as channel, a.outcome as outcome, a.origin as origin, a.is_late as is_late,
           a.happened_at as happened_at, a.recorded_at as recorded_at
    from leads_attempt a
    join leads_lead l on l.id = a.lead_id
    """,
)

TABLES = (LEADS, ATTEMPTS, JUDGEMENTS)

DIMENSIONS = (Dimension("level", "Level", "level"),)
