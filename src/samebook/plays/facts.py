"""What plays publish to the numbers: each run of a play, and whether the play was ready before its stall opened."""

from samebook.numbers.snapshot.derive import local_day
from samebook.numbers.tables import Column, Dimension, FactTable

PLAY_RUNS = FactTable(
    name="play_runs",
    grain="one row per play offered for an opportunity, or held back by the lot",
    territory="territory_id",
    columns=(
        Column("play_run_id", "integer", "The run."),
        Column("stall_id", "integer", "The stall it answers; null for a preventive play.", ref="stalls.stall_id"),
        Column("opportunity_id", "integer", "The sale.", ref="opportunities.opportunity_id"),
        Column("account_id", "integer", "Who would buy.", ref="accounts.account_id"),
        Column("territory_id", "integer", "The opportunity's territory.", ref="territories.territory_id"),
        Column("owner_id", "integer", "The rep.", ref="users.user_id"),
        Column("play_id", "integer", "The play."),
        Column("play", "text", "What the play is called."),
        Column("version", "integer", "Which version of it; later ones change nothing here."),
        Column("play_version_id", "integer", "The same as a key.", ref="play_causes.play_version_id"),
        Column("trigger", "text", "Why it was offered: stall, stage, role or person."),
        Column("offered_at", "timestamp", "When it was offered; null where it was held back."),
        Column("started_at", "timestamp", "When somebody took it up; null when nobody did."),
        Column("ended_at", "timestamp", "When it ended; null while it has not."),
        Column("outcome", "text", "done, stopped, declined or lapsed; null while it has not ended."),
        Column(
            "was_ready_before",
            "boolean",
            "Whether it was approved for the cause before the stall opened; null without one.",
        ),
        Column("arm", "text", "What the lot said: offered or held_back; null where nothing was drawn."),
        Column("offered_on", "date", "offered_at as a day of the company's.", derived=local_day("offered_at")),
        Column("started_on", "date", "started_at as a day of the company's.", derived=local_day("started_at")),
    ),
    sql="""
    select r.id as play_run_id, r.stall_id as stall_id, r.opportunity_id as opportunity_id,
           o.account_id as account_id, o.territory_id as territory_id, o.owner_id as owner_id, v.play_id as play_id,
           p.name as play, v.number as version, v.id as play_version_id, r.trigger as trigger,
           r.offered_at as offered_at,
           r.started_at as started_at, r.ended_at as ended_at, nullif(r.outcome, '') as outcome,
           case when s.id is null then null
                when exists (
                    select 1 from plays_playversion b
                    join plays_playaim a on a.version_id = b.id and a.kind = 'cause' and a.name = s.cause
                    where b.play_id = v.play_id and b.approved_at < s.opened_at
                      and (b.retired_at is null or b.retired_at > s.opened_at)
                ) then true else false end as was_ready_before,
           nullif(r.arm, '') as arm
    from plays_playrun r
    join plays_playversion v on v.id = r.version_id
    join plays_play p on p.id = v.play_id
    join buying_opportunity o on o.id = r.opportunity_id
    left join stalls_stall s on s.id = r.stall_id
    """,
)

PLAY_CAUSES = FactTable(
    name="play_causes",
    grain="one row per cause that an approved or retired version of a play answers",
    is_open=True,
    columns=(
        Column("play_cause_id", "integer", "The pair."),
        Column("play_version_id", "integer", "The version."),
        Column("play_id", "integer", "The play."),
        Column("cause", "text", "By its name in the Book."),
        Column("approved_at", "timestamp", "Since when it is ready."),
        Column("retired_at", "timestamp", "Until when; null while it is approved."),
    ),
    sql="""
    select a.id as play_cause_id, v.id as play_version_id, v.play_id as play_id, a.name as cause,
           v.approved_at as approved_at, v.retired_at as retired_at
    from plays_playaim a
    join plays_playversion v on v.id = a.version_id
    where a.kind = 'cause' and v.approved_at is not null
    """,
)

PLAY_REQUESTS = FactTable(
    name="play_requests",
    grain="one row per play that sales asked for",
    territory="territory_id",
    columns=(
        Column("play_request_id", "integer", "The request."),
        Column("opportunity_id", "integer", "The sale that it came from.", ref="opportunities.opportunity_id"),
        Column("territory_id", "integer", "The sale's; null where it came from none.", ref="territories.territory_id"),
        Column("cause", "text", "By its name in the Book."),
        Column("role", "text", "By its name in the Book; null where it does not matter."),
        Column("asked_at", "timestamp", "When it was asked for."),
        Column("due_at", "timestamp", "Until when marketing owed an answer; null where nothing was owed."),
        Column("edition_id", "integer", "The edition then in force; null before there was one."),
        Column("ended_at", "timestamp", "When it was answered or declined; null while it is open."),
        Column("state", "text", "open, answered or declined."),
        Column("play_id", "integer", "The play that answers it."),
        Column("asked_on", "date", "asked_at as a day of the company's.", derived=local_day("asked_at")),
    ),
    sql="""
    select q.id as play_request_id, q.opportunity_id as opportunity_id, o.territory_id as territory_id,
           q.cause as cause, nullif(q.role, '') as role, q.asked_at as asked_at, q.due_at as due_at,
           q.edition_id as edition_id, q.ended_at as ended_at, q.state as state, q.play_id as play_id
    from plays_playrequest q
    left join buying_opportunity o on o.id = q.opportunity_id
    """,
)

REP_MINUTES = FactTable(
    name="rep_minutes",
    grain="one row per act of a rep about a play",
    territory="territory_id",
    columns=(
        Column("rep_minutes_id", "integer", "The act."),
        Column("opportunity_id", "integer", "The sale.", ref="opportunities.opportunity_id"),
        Column("stall_id", "integer", "The stall it was for; null for none.", ref="stalls.stall_id"),
        Column("territory_id", "integer", "The opportunity's territory.", ref="territories.territory_id"),
        Column("owner_id", "integer", "The rep.", ref="users.user_id"),
        Column("act", "text", "start, approve, decline, step, stop, helped, ask, or own: what they said it took."),
        Column("minutes", "decimal", "An estimate for the act; as entered for own.", unit="minutes"),
        Column("happened_at", "timestamp", "When."),
        Column("happened_on", "date", "The same as a day of the company's.", derived=local_day("happened_at")),
    ),
    sql="""
    select m.id as rep_minutes_id, m.opportunity_id as opportunity_id, m.stall_id as stall_id,
           o.territory_id as territory_id, m.user_id as owner_id, m.act as act, m.minutes as minutes,
           m.happened_at as happened_at
    from plays_repminutes m
    join buying_opportunity o on o.id = m.opportunity_id
    """,
)

TABLES = (PLAY_RUNS, PLAY_CAUSES, PLAY_REQUESTS, REP_MINUTES)

DIMENSIONS = (Dimension("play", "Play", "play"),)
