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
        Column("trigger", "text", "Why it was offered: stall, stage, role or person."),
        Column("offered_at", "timestamp", "When it was offered; null where it was held back."),
        Column("started_at", "timestamp", "When somebody took it up; null when nobody did."),
        Column("ended_at", "timestamp", "When it ended; null while it has not."),
        Column("outcome", "text", "done, stopped, declined or lapsed; null while it has not ended."),
        Column("was_ready_before", "boolean", "Whether the play was approved before the stall opened; null without."),
        Column("arm", "text", "What the lot said: offered or held_back; null where nothing was drawn."),
        Column("offered_on", "date", "offered_at as a day of the company's.", derived=local_day("offered_at")),
        Column("started_on", "date", "started_at as a day of the company's.", derived=local_day("started_at")),
    ),
    sql="""
    select r.id as play_run_id, r.stall_id as stall_id, r.opportunity_id as opportunity_id,
           o.account_id as account_id, o.territory_id as territory_id, o.owner_id as owner_id, v.play_id as play_id,
           p.name as play, v.number as version, r.trigger as trigger, r.offered_at as offered_at,
           r.started_at as started_at, r.ended_at as ended_at, nullif(r.outcome, '') as outcome,
           case when s.id is null then null
                when exists (
                    select 1 from plays_playversion b
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

TABLES = (PLAY_RUNS,)

DIMENSIONS = (Dimension("play", "Play", "play"),)
