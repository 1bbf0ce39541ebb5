-- Each outcome by itself; what has neither is open and followed until the snapshot.
with counted as (
    select
        (select count(*) from opportunities where outcome = 'won' and closed_on >= opened_on) as events,
        (select count(*) from opportunities where outcome = 'lost' and closed_on >= opened_on) as others,
        (
            select count(*)
            from opportunities
            where (outcome = 'open' and opened_on <= :as_of_on)
                or (coalesce(outcome, '') not in ('open', 'won', 'lost') and closed_on >= opened_on)
        ) as open,
        (select count(*) from opportunities) as everything
)
select
    events,
    others,
    open,
    events + others + open as n,
    everything - events - others - open as left_out
from counted
