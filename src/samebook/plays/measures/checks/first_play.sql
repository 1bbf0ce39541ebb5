-- Causes of stalls: those that a play names, those that wait for one, and those that begin only after the snapshot.
with causes as (
    select cause, min(opened_at) as since
    from stalls
    where cause is not null and opened_at is not null
    group by cause
),
without as (
    select k.cause as cause, k.since as since
    from causes as k
    left join (select cause, max(approved_at) as approved_at from play_causes group by cause) as c on c.cause = k.cause
    where c.approved_at is null
),
counted as (
    select
        (select count(*) from causes) as everything,
        (select count(*) from without) as waiting,
        (select count(*) from without where since > :as_of) as ahead
)
select
    everything - waiting as events,
    0 as others,
    waiting - ahead as open,
    everything - ahead as n,
    ahead as left_out
from counted
