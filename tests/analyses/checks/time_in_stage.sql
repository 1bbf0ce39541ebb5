-- No window: an entry's place is the number of entries before it, and neighbours are found by their places.
with valid as (
    select c.stage_change_id, c.opportunity_id, c.stage, c.happened_at, c.happened_on, o.outcome, o.closed_on
    from stage_changes as c join opportunities as o on o.opportunity_id = c.opportunity_id
    where c.stage is not null and c.happened_at is not null and (o.closed_on is null or c.happened_on <= o.closed_on)
), placed as (
    select a.stage_change_id, a.opportunity_id, a.stage, a.happened_on, a.outcome, a.closed_on,
           count(b.stage_change_id) as place
    from valid as a
    left join valid as b on b.opportunity_id = a.opportunity_id
        and (b.happened_at < a.happened_at
             or (b.happened_at = a.happened_at and b.stage_change_id < a.stage_change_id))
    group by a.stage_change_id, a.opportunity_id, a.stage, a.happened_on, a.outcome, a.closed_on
), starts as (
    select a.* from placed as a
    left join placed as b on b.opportunity_id = a.opportunity_id and b.place = a.place - 1
    where b.stage_change_id is null or b.stage <> a.stage
), followers as (
    select a.stage_change_id, min(b.place) as place
    from starts as a left join starts as b on b.opportunity_id = a.opportunity_id and b.place > a.place
    group by a.stage_change_id
)
select stage, next_stage, days, ended, count(*) as n from (
    select a.stage,
           case when n.stage is not null then n.stage when a.outcome <> 'open' then a.outcome end as next_stage,
           days_between(a.happened_on, case when n.stage is not null then n.happened_on
                                            when a.closed_on is not null then a.closed_on else :as_of_on end) as days,
           case when n.stage is null and a.closed_on is null then 0 else 1 end as ended, a.happened_on
    from starts as a
    join followers as f on f.stage_change_id = a.stage_change_id
    left join starts as n on n.opportunity_id = a.opportunity_id and n.place = f.place
    union all
    select c.stage, null, null, 1, c.happened_on
    from stage_changes as c join opportunities as o on o.opportunity_id = c.opportunity_id
    where c.happened_on > o.closed_on and c.stage is not null
) as stays
where happened_on >= :from_on and happened_on < :until_on
group by stage, next_stage, days, ended
