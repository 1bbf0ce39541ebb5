-- The won beside the lost.
select
    (select count(*) from opportunities where outcome = 'won') as hits,
    (select count(*) from opportunities where outcome = 'won') + (select count(*) from opportunities where outcome = 'lost')
        as n
