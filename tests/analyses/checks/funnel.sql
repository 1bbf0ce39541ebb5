-- Each step asked for by itself, lead by lead, without a list of dates laid under each other.
select month_of(l.received_on) as cohort,
       case when l.received_on <= days_before(:as_of_on, :within_days) then 1 else 0 end as followed,
       s.step as step,
       s.place as place,
       case when s.reached_on is null then 'never'
            when s.reached_on < l.received_on then 'impossible'
            when days_before(s.reached_on, :within_days) <= l.received_on then 'within'
            else 'later' end as state,
       case when s.place <> 2 and s.reached_on >= l.received_on and days_before(s.reached_on, :within_days) <= l.received_on
            then days_between(l.received_on, s.reached_on) end as days,
       count(*) as n
from leads as l
join (
    select i.lead_id, p.place,
           case p.place when 1 then 'received' when 2 then 'judged' when 3 then 'delivered' when 4 then 'attempted'
                        when 5 then 'accepted' when 6 then 'opportunity' else 'won' end as step,
           case p.place when 1 then i.received_on when 2 then (case when i.verdict is not null then i.received_on end) when 3 then i.delivered_on
                        when 4 then i.first_attempt_on
                        when 5 then (case when i.rejection_reason is null then i.answered_on end)
                        when 6 then i.converted_on else i.won_on end as reached_on
    from leads as i
    join (select 1 as place union all select 2 union all select 3 union all select 4
          union all select 5 union all select 6 union all select 7) as p on 1 = 1
) as s on s.lead_id = l.lead_id
where not (l.status = 'not_a_lead' or l.status = 'service_request')
  and l.received_on between :from_on and days_before(:until_on, 1)
group by 1, 2, 3, 4, 5, 6
