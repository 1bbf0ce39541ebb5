-- All stalls of the opportunities that are here, beside all of these.
select
    (select count(*) from opportunities) as n,
    (
        select cast(count(*) as double precision)
        from stalls as s
        join opportunities as o on o.opportunity_id = s.opportunity_id
    ) as total
