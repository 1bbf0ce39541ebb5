"""What offers by lot publish to the numbers: each lot, and the stalls that were drawn."""

from samebook.numbers.tables import Column, FactTable

LOTS = FactTable(
    name="play_lots",
    grain="one row per lot that draws or drew stalls to be offered a play",
    is_open=True,
    columns=(
        Column("play_lot_id", "integer", "The lot."),
        Column("share", "decimal", "Of the accounts, to be held back: of 1, rounded to two decimals."),
        Column("horizon", "integer", "Days that are counted after the draw.", unit="days"),
        Column("begins_at", "timestamp", "Stalls opened from then on are drawn."),
        Column("draws_until", "timestamp", "Until then."),
        Column("stopped_at", "timestamp", "When it was stopped before; null when it was not."),
    ),
    sql="""
    select l.id as play_lot_id, round(l.share, 2) as share, l.horizon as horizon, l.begins_at as begins_at,
           l.draws_until as draws_until, l.stopped_at as stopped_at
    from play_effects_lot l
    """,
)

LOT_STALLS = FactTable(
    name="play_lot_stalls",
    grain="one row per stall and lot that drew it",
    territory="territory_id",
    columns=(
        Column("play_lot_stall_id", "integer", "The draw."),
        Column("play_lot_id", "integer", "The lot.", ref="play_lots.play_lot_id"),
        Column("stall_id", "integer", "The stall.", ref="stalls.stall_id"),
        Column("opportunity_id", "integer", "The sale that stood still.", ref="opportunities.opportunity_id"),
        Column("territory_id", "integer", "The opportunity's territory.", ref="territories.territory_id"),
        Column("arm", "text", "offered or held_back, as drawn."),
        Column("is_first", "boolean", "Whether it is the first stall of its account in this lot: those are read out."),
        Column("drawn_at", "timestamp", "When it was drawn: at the opening."),
        Column("closed_at", "timestamp", "When the stall ended, waved off or not; null while it is open."),
        Column("ended_by", "text", "What ended it; null while it is open."),
        Column("begun_at", "timestamp", "When a play of the lot was first begun for it; null when none was."),
    ),
    sql="""
    select d.id as play_lot_stall_id, d.lot_id as play_lot_id, d.stall_id as stall_id,
           s.opportunity_id as opportunity_id, o.territory_id as territory_id, d.arm as arm, d.is_first as is_first,
           d.drawn_at as drawn_at, s.closed_at as closed_at, nullif(s.ended_by, '') as ended_by,
           (
               select min(r.started_at)
               from plays_playrun r
               join plays_playversion v on v.id = r.version_id
               where r.stall_id = d.stall_id and (l.play_id is null or l.play_id = v.play_id)
           ) as begun_at
    from play_effects_lotstall d
    join play_effects_lot l on l.id = d.lot_id
    join stalls_stall s on s.id = d.stall_id
    join buying_opportunity o on o.id = s.opportunity_id
    """,
)

TABLES = (LOTS, LOT_STALLS)
