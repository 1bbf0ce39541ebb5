-- Each end by itself; what has no day of an end is open until the snapshot.
with counted as (
    select
        (select count(*) from stalls where closed_on >= opened_on and coalesce(ended_by, '') <> 'lost') as events,
        (select count(*) from stalls where closed_on >= opened_on and ended_by = 'lost') as others,
        (select count(*) from stalls where closed_on is null and opened_on <= :as_of_on) as open,
        (select count(*) from stalls) as everything
)
select
    events,
    others,
    open,
    events + others + open as n,
    everything - events - others - open as left_out
from counted
