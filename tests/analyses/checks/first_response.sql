-- The three kinds of end apart, laid under each other.
select part, case when duration > 10080 then duration - duration % 60 else duration end as duration, ended,
       count(*) as n
from (
    select level as part, minutes_between(delivered_at, first_attempt_at) as duration, 1 as ended, delivered_on, status
    from leads where first_attempt_at is not null and delivered_at is not null
    union all
    select level, minutes_between(delivered_at, rejected_at), 2, delivered_on, status
    from leads where first_attempt_at is null and rejection_reason is not null and delivered_at is not null
    union all
    select level, minutes_between(delivered_at, :as_of), 0, delivered_on, status
    from leads where first_attempt_at is null and rejection_reason is null and delivered_at is not null
) as ends
where status <> 'not_a_lead' and status <> 'service_request'
  and delivered_on >= :from_on and delivered_on < :until_on
group by 1, 2, 3
