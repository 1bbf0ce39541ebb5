-- Those that were closed, and of them those that did not stay so.
select
    (select count(*) from opportunities where closings >= 1 and reopenings >= 1) as hits,
    (select count(*) from opportunities where closings >= 1) as n
