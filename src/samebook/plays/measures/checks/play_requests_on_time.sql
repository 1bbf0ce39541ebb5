-- Three counts: ended in time, ended late, open and late.
with owed as (
    select due_at, ended_at
    from play_requests
    where due_at is not null
),
counted as (
    select
        (select count(*) from owed where ended_at <= due_at) as early,
        (select count(*) from owed where ended_at > due_at) as behind,
        (select count(*) from owed where ended_at is null and due_at < :as_of) as waiting
)
select early as hits, early + behind + waiting as n
from counted
