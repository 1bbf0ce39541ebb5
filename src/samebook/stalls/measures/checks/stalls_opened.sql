-- Those that are open and those that ended, added up.
select
    (select count(*) from stalls where closed_at is null) + (select count(*) from stalls where closed_at is not null) as n
