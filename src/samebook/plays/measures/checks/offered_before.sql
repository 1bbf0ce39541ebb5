-- From the causes of plays to the stalls that came after them.
select
    (
        select count(distinct s.stall_id)
        from play_causes as c
        join play_runs as r on r.play_version_id = c.play_version_id
        join stalls as s on s.opportunity_id = r.opportunity_id and s.cause = c.cause
        where s.opened_at > r.offered_at
    ) as hits,
    (select count(*) from stalls) as n
