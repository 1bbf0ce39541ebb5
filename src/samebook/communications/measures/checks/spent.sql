-- By booked cost; what has no amount in the company's currency stands apart.
with known as (
    select cost_id, amount_company
    from costs
    where amount_company is not null
)
select
    (select count(distinct cost_id) from costs) as n,
    (select sum(amount_company) from known) as amount,
    (select count(*) from costs) - (select count(*) from known) as apart
