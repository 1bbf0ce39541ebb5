-- Converted, rejected unconverted, open: each by its own day, none before the lead was received.
with cohort as (
    select received_on, converted_on, rejection_reason, rejected_on
    from leads
    where status <> 'not_a_lead' and status <> 'service_request'
),
counted as (
    select
        (select count(*) from cohort where converted_on >= received_on) as events,
        (
            select count(*)
            from cohort
            where converted_on is null and rejection_reason is not null and rejected_on >= received_on
        ) as others,
        (
            select count(*)
            from cohort
            where converted_on is null and rejection_reason is null and received_on <= :as_of_on
        ) as open,
        (select count(*) from cohort) as everything
)
select
    events,
    others,
    open,
    events + others + open as n,
    everything - events - others - open as left_out
from counted
