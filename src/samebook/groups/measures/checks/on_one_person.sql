-- Groups of one, and all groups, of opportunities that are known.
select
    (
        select count(*)
        from buying_groups
        where people = 1 and opportunity_id in (select opportunity_id from opportunities)
    ) as hits,
    (
        select count(*)
        from buying_groups
        where people >= 1 and opportunity_id in (select opportunity_id from opportunities)
    ) as n
