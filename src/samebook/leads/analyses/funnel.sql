-- name: funnel
-- title: Lead funnel with its lags
-- means: Of the leads of a month, how many were judged, delivered, called, accepted, became an opportunity and were won, how many of them within so many days of being received, and how long that took.
-- kind: funnel
-- grain: One row per month of receipt, step, state, days, and whether the lead was followed long enough.
-- columns:
--   cohort: date. The month it was received, by its first day.
--   followed: integer. 1 when the lead was received at least within_days before the snapshot.
--   step: text. received, judged, delivered, attempted, accepted, opportunity or won.
--   place: integer. The step's place in the order above, from 1.
--   state: text. within (reached in time), later, never (not yet), or impossible (dated before it was received).
--   days: integer (days). From receipt to the step; null unless it is within, and for judged.
--   n: integer (leads). How many.
-- parameters:
--   within_days: 90 (from 1 to 730, days). How long after its receipt a lead may reach a step to be counted in time.
-- unit: leads
-- nulls: Spam, applicants and service requests are not counted. Leads that are younger than the days asked for are in no share: they have not had their chance. Each step is counted by its own date, so a lead that skipped one may be in a later one. A rejected lead is not accepted. Judged are leads that have a verdict, whenever it was given: the records keep the time of the newest one only, so this step has no lag. A step dated before the receipt is left out of that step.
-- time: The day the lead was received, in the company's zone.
-- source: Samebook's glossary, cohort and censored; Wilson 1927 (interval).
-- by: cohort, step
with counted as (
    select
        received_on,
        case when verdict is not null then received_on end as judged_on,
        delivered_on,
        first_attempt_on,
        case when rejection_reason is null then answered_on end as accepted_on,
        converted_on,
        won_on
    from leads
    where status not in ('not_a_lead', 'service_request')
        and received_on >= :from_on
        and received_on < :until_on
),
reached as (
    select received_on, received_on as reached_on, 'received' as step, 1 as place, 1 as is_dated from counted
    union all
    select received_on, judged_on as reached_on, 'judged' as step, 2 as place, 0 as is_dated from counted
    union all
    select received_on, delivered_on as reached_on, 'delivered' as step, 3 as place, 1 as is_dated from counted
    union all
    select received_on, first_attempt_on as reached_on, 'attempted' as step, 4 as place, 1 as is_dated from counted
    union all
    select received_on, accepted_on as reached_on, 'accepted' as step, 5 as place, 1 as is_dated from counted
    union all
    select received_on, converted_on as reached_on, 'opportunity' as step, 6 as place, 1 as is_dated from counted
    union all
    select received_on, won_on as reached_on, 'won' as step, 7 as place, 1 as is_dated from counted
),
lagged as (
    select
        month_of(received_on) as cohort,
        case when days_between(received_on, :as_of_on) >= :within_days then 1 else 0 end as followed,
        step,
        place,
        is_dated,
        days_between(received_on, reached_on) as days
    from reached
),
placed as (
    select
        cohort,
        followed,
        step,
        place,
        case
            when days is null then 'never'
            when days < 0 then 'impossible'
            when days <= :within_days then 'within'
            else 'later'
        end as state,
        case when is_dated = 1 and days between 0 and :within_days then days end as days
    from lagged
)
select cohort, followed, step, place, state, days, count(*) as n
from placed
group by cohort, followed, step, place, state, days
