with noted as (
    select
        stall_id,
        account_id,
        case when account_id is null then opportunity_id end as sale_id,
        opened_at,
        closed_at,
        quotient(minutes_between(opened_at, :as_of), 1440) as days_ago
    from stalls
    where origin <> 'import'
        and opened_at <= :as_of
),
recent as (
    select
        account_id,
        sale_id,
        days_ago,
        minutes_between(opened_at, coalesce(closed_at, :as_of)) as lasted,
        closed_at is null as is_open,
        row_number() over (partition by account_id, sale_id order by opened_at nulls last, stall_id nulls last) as place
    from noted
    where days_ago < 365
),
latest as (
    select account_id, sale_id, min(days_ago) as days_ago
    from recent
    group by account_id, sale_id
)
select 'drawn' as what, days_ago as at, count(*) as n
from latest
group by days_ago
union all
select
    case when is_open then 'open' else 'ended' end as what,
    case when lasted < 0 then 0 else quotient(lasted, 60) end as at,
    count(*) as n
from recent
where place = 1
group by case when is_open then 'open' else 'ended' end, case when lasted < 0 then 0 else quotient(lasted, 60) end
union all
select 'since' as what, max(quotient(minutes_between(opened_at, :as_of), 1440)) as at, count(*) as n
from stalls
where origin <> 'import'
    and opened_at <= :as_of
