-- No window: the entry before and the one after are looked for among the others of the same opportunity.
select stage, next_stage, days, ended, count(*) as n from (
    select v.stage,
           coalesce(f.stage, case when v.outcome <> 'open' then v.outcome end) as next_stage,
           days_between(v.happened_on,
                        case when f.stage is not null then f.happened_on
                             when v.closed_on is not null then v.closed_on else :as_of_on end) as days,
           case when f.stage is null and v.closed_on is null then 0 else 1 end as ended,
           v.happened_on
    from (
        select c.*, o.outcome, o.closed_on from stage_changes as c
        join opportunities as o on o.opportunity_id = c.opportunity_id
        where (o.closed_on is null or c.happened_on <= o.closed_on)
          and not exists (
            select 1 from stage_changes as p
            where p.opportunity_id = c.opportunity_id and p.stage = c.stage
              and (o.closed_on is null or p.happened_on <= o.closed_on)
              and (p.happened_at < c.happened_at
                   or (p.happened_at = c.happened_at and p.stage_change_id < c.stage_change_id))
              and not exists (
                select 1 from stage_changes as q
                where q.opportunity_id = c.opportunity_id
                  and (o.closed_on is null or q.happened_on <= o.closed_on)
                  and (q.happened_at > p.happened_at
                       or (q.happened_at = p.happened_at and q.stage_change_id > p.stage_change_id))
                  and (q.happened_at < c.happened_at
                       or (q.happened_at = c.happened_at and q.stage_change_id < c.stage_change_id))))
    ) as v
    left join (
        select a.stage_change_id as from_id, b.stage, b.happened_on
        from stage_changes as a
        join opportunities as o on o.opportunity_id = a.opportunity_id
        join stage_changes as b on b.opportunity_id = a.opportunity_id and b.stage <> a.stage
            and (o.closed_on is null or b.happened_on <= o.closed_on)
            and (b.happened_at > a.happened_at
                 or (b.happened_at = a.happened_at and b.stage_change_id > a.stage_change_id))
        where not exists (
            select 1 from stage_changes as m
            where m.opportunity_id = a.opportunity_id and m.stage <> a.stage
              and (o.closed_on is null or m.happened_on <= o.closed_on)
              and (m.happened_at > a.happened_at
                   or (m.happened_at = a.happened_at and m.stage_change_id > a.stage_change_id))
              and (m.happened_at < b.happened_at
                   or (m.happened_at = b.happened_at and m.stage_change_id < b.stage_change_id)))
    ) as f on f.from_id = v.stage_change_id
    union all
    select c.stage, null, null, 1, c.happened_on
    from stage_changes as c join opportunities as o on o.opportunity_id = c.opportunity_id
    where c.happened_on > o.closed_on
) as stays
where happened_on >= :from_on and happened_on < :until_on
group by 1, 2, 3, 4
