select
    arm,
    at,
    event,
    count(*) as n,
    sum(case when begun_at is not null then 1 else 0 end) as begun
from (
    select
        arm,
        begun_at,
        case
            when closed_at is null then 'open'
            when ended_by in ('won', 'lost') then ended_by
            else 'moved_on'
        end as event,
        case
            when minutes_between(drawn_at, coalesce(closed_at, :as_of)) < 0 then 0
            else quotient(minutes_between(drawn_at, coalesce(closed_at, :as_of)), 60)
        end as at
    from play_lot_stalls
    where play_lot_id = :lot_id
        and is_first
) as drawn
group by arm, at, event
