-- Each stall with the plays of its sale, in two ways that are put together: for the stall, or before it for its cause.
with ready as (
    select stall_id
    from play_runs
    where stall_id is not null and offered_at is not null and was_ready_before = true
    union all
    select s.stall_id as stall_id
    from play_runs as r
    join stalls as s on s.opportunity_id = r.opportunity_id
    join play_causes as c on c.cause = s.cause and c.play_version_id = r.play_version_id
    where r.offered_at is not null and r.offered_at < s.opened_at
)
select
    (select count(distinct r.stall_id) from ready as r join stalls as t on t.stall_id = r.stall_id) as hits,
    (select count(*) from stalls) as n
