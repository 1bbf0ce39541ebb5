-- name: cohort_conversion
-- title: Conversion by month of receipt
-- means: Of the leads received in a month, the share that had become an opportunity, and the share that was won, by the end of each month since.
-- kind: cohorts
-- grain: One row per month of receipt, step and months since.
-- columns:
--   cohort: date. The month the lead was received, by its first day.
--   step: text. opportunity or won.
--   age: integer (months). Calendar months from the month of receipt to that of the step; 0 is the same month. Null when it was not reached within the months asked for; -1 when it is dated before the receipt.
--   n: integer (leads). How many.
-- parameters:
--   months: 12 (from 1 to 36, months). How many months after the month of receipt are looked at.
-- unit: leads
-- nulls: Spam, applicants and service requests are not counted. A cell is empty until the month that it ends with is over. A step dated before the receipt is left out of that step.
-- time: The day the lead was received, in the company's zone.
-- source: Samebook's glossary, cohort: never what closed this month divided by what was created this month; Wilson 1927 (interval).
-- by: cohort, step
with dated as (
    select
        month_of(received_on) as cohort,
        month_of(
            case when converted_on < received_on then cast('1000-01-01' as date) else converted_on end
        ) as converted_in,
        month_of(case when won_on < received_on then cast('1000-01-01' as date) else won_on end) as won_in
    from leads
    where status not in ('not_a_lead', 'service_request')
        and received_on >= :from_on
        and received_on < :until_on
),
counted as (
    select cohort, converted_in, won_in, count(*) as n
    from dated
    group by cohort, converted_in, won_in
),
ends as (
    select cohort, 'opportunity' as step, months_since(cohort, converted_in) as since, n from counted
    union all
    select cohort, 'won' as step, months_since(cohort, won_in) as since, n from counted
),
aged as (
    select
        cohort,
        step,
        case
            when since < 0 then -1
            when since <= :months then since
        end as age,
        n
    from ends
)
select cohort, step, age, sum(n) as n
from aged
group by cohort, step, age
