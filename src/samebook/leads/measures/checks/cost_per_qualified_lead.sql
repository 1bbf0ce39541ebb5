-- Two counts that have nothing to do with each other: the money booked, and the leads delivered.
select
    (select count(*) from leads where delivered_on is not null and status <> 'not_a_lead' and status <> 'service_request')
        as n,
    (select sum(amount_company) from costs) as amount,
    (select count(*) - count(amount_company) from costs) as apart
