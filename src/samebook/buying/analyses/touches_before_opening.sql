-- name: touches_before_opening
-- title: Touches before an opportunity
-- means: How many contacts with its account there were in the days before an opportunity was opened, by channel, and how many opportunities had none.
-- kind: spread
-- grain: One row per channel and number of touches; without a channel, over all channels.
-- columns:
--   part: text. The channel of the touch; message for sends, response for responses; null for all of them together.
--   happened: integer (touches). How many in the days before; null for opportunities without an account.
--   n: integer (opportunities). How many opportunities.
-- parameters:
--   within_days: 90 (from 1 to 730, days). How many days before the opening are looked at.
-- unit: opportunities
-- nulls: Touches, messages sent (bounced, failed and suppressed ones left out) and responses count; one that was brought as two of these counts twice. Only what was before the day of the opening counts: of the same day nobody knows what was first. Opportunities without an account are told apart. Activity, not effect: what came before did not therefore bring it about.
-- time: The day the opportunity was opened, in the company's zone.
-- source: Samebook's glossary, touch. Touches are activity and say nothing of a cause.
-- by: part
with opened as (
    select opportunity_id, account_id, opened_on
    from opportunities
    where opened_on >= :from_on
        and opened_on < :until_on
),
events as (
    select account_id, happened_on, coalesce(channel, 'other') as channel
    from touches
    where happened_on >= days_before(:from_on, :within_days)
        and happened_on < :until_on
    union all
    select account_id, sent_on as happened_on, 'message' as channel
    from sends
    where sent_on >= days_before(:from_on, :within_days)
        and sent_on < :until_on
        and (outcome is null or outcome = 'delivered')
    union all
    select account_id, received_on as happened_on, 'response' as channel
    from responses
    where received_on >= days_before(:from_on, :within_days)
        and received_on < :until_on
),
near as (
    select o.opportunity_id, e.channel, count(*) as happened
    from opened as o
    join events as e on e.account_id = o.account_id
    where e.happened_on < o.opened_on
        and e.happened_on >= days_before(o.opened_on, :within_days)
    group by o.opportunity_id, e.channel
),
whole as (
    select opportunity_id, sum(happened) as happened
    from near
    group by opportunity_id
),
parts as (
    select
        cast(null as text) as part,
        case when o.account_id is not null then coalesce(w.happened, 0) end as happened
    from opened as o
    left join whole as w on w.opportunity_id = o.opportunity_id
    union all
    select channel as part, happened
    from near
)
select part, happened, count(*) as n
from parts
group by part, happened
