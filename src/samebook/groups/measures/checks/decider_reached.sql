-- Each end by itself: reached, closed before that, and what is followed until the snapshot.
with named as (
    select
        g.decider_reached_on as reached_on,
        o.opened_on,
        o.closed_on,
        coalesce(o.outcome, '') as outcome
    from opportunities as o
    join buying_groups as g on g.opportunity_id = o.opportunity_id and g.decides >= 1
),
counted as (
    select
        (select count(*) from named where reached_on is not null and opened_on is not null) as events,
        (
            select count(*)
            from named
            where reached_on is null and outcome in ('won', 'lost') and closed_on >= opened_on
        ) as others,
        (
            select count(*)
            from named
            where reached_on is null
                and (
                    (outcome = 'open' and opened_on <= :as_of_on)
                    or (outcome not in ('open', 'won', 'lost') and closed_on >= opened_on)
                )
        ) as open,
        (select count(*) from named) as everything
)
select
    events,
    others,
    open,
    events + others + open as n,
    everything - events - others - open as left_out
from counted
