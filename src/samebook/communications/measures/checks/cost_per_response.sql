-- Two counts that have nothing to do with each other: the money booked, and the responses.
select
    (select count(response_id) from responses) as n,
    (select sum(amount_company) from costs) as amount,
    (select count(*) - count(amount_company) from costs) as apart
