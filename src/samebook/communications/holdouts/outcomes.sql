-- What became of the accounts of one hold-out, by the arm they were assigned to, whatever happened to them then.
-- grain: one row per arm.
-- columns: n, accounts; opened, won and responses, those of them with at least one in the days of the hold-out;
--   amount, what they won in these days in the company's currency, and squares, the sum of each account's square;
--   apart, accounts that won something without a rate; mixed, accounts left out of all the others, since accounts of
--   both arms were merged into one.
-- time: opened_on, closed_on and received_on from :from_on, before :until_on.
with members as (
  select account_id, min(arm) as arm, case when min(arm) = max(arm) then 0 else 1 end as mixed
  from holdout_accounts
  where holdout_id = :holdout_id
  group by account_id
),
opened as (
  select account_id, count(*) as n
  from opportunities
  where opened_on >= :from_on and opened_on < :until_on
  group by account_id
),
won as (
  select account_id, count(*) as n, sum(coalesce(amount_company, 0)) as amount,
         sum(case when amount is not null and amount_company is null then 1 else 0 end) as apart
  from opportunities
  where outcome = 'won' and closed_on >= :from_on and closed_on < :until_on
  group by account_id
),
answered as (
  select account_id, count(*) as n
  from responses
  where received_on >= :from_on and received_on < :until_on
  group by account_id
),
accounts_in_it as (
  select m.account_id, m.arm, m.mixed,
         case when o.n > 0 then 1 else 0 end as opened,
         case when w.n > 0 then 1 else 0 end as won,
         case when r.n > 0 then 1 else 0 end as responses,
         cast(coalesce(w.amount, 0) as double precision) as amount,
         case when w.apart > 0 then 1 else 0 end as apart
  from members m
  left join opened o on o.account_id = m.account_id
  left join won w on w.account_id = m.account_id
  left join answered r on r.account_id = m.account_id
)
select arm,
       sum(case when mixed = 0 then 1 else 0 end) as n,
       sum(case when mixed = 0 then opened else 0 end) as opened,
       sum(case when mixed = 0 then won else 0 end) as won,
       sum(case when mixed = 0 then responses else 0 end) as responses,
       sum(case when mixed = 0 then amount else 0 end) as amount,
       sum(case when mixed = 0 then amount * amount else 0 end) as squares,
       sum(case when mixed = 0 then apart else 0 end) as apart,
       sum(mixed) as mixed
from accounts_in_it
group by arm
