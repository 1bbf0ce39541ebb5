-- The minutes of all acts for stalls that ended, beside the ended stalls that a play was offered for.
with ended as (
    select s.stall_id as stall_id
    from play_runs as r
    join stalls as s on s.stall_id = r.stall_id
    where s.closed_on is not null and r.offered_at is not null
    group by s.stall_id
)
select
    (select count(*) from ended) as n,
    cast((
        select coalesce(sum(m.minutes), 0) from rep_minutes as m join ended as e on e.stall_id = m.stall_id
    ) as double precision) as total
