-- Accounts of one hold-out that its communications reached all the same, or did reach, by what is recorded.
-- grain: one row per arm.
-- columns: touched, accounts with a response to one of its communications, a message of it that was sent to them, or a
--   touch of it by the company, in the days of the hold-out. Of accounts merged across arms none.
-- nulls: messages that bounced, failed or were suppressed reached nobody.
-- time: received_on, sent_on and happened_on from :from_on, before :until_on.
with members as (
  select account_id, min(arm) as arm
  from holdout_accounts
  where holdout_id = :holdout_id
  group by account_id
  having min(arm) = max(arm)
),
theirs as (
  select communication_id from holdout_communications where holdout_id = :holdout_id group by communication_id
),
contacts as (
  select r.account_id from responses r
  join theirs t on t.communication_id = r.communication_id
  where r.received_on >= :from_on and r.received_on < :until_on
  union all
  select s.account_id from sends s
  join theirs t on t.communication_id = s.communication_id
  where s.sent_on >= :from_on and s.sent_on < :until_on and coalesce(s.outcome, 'delivered') = 'delivered'
  union all
  select c.account_id from touches c
  join theirs t on t.communication_id = c.communication_id
  where c.happened_on >= :from_on and c.happened_on < :until_on
),
reached as (
  select account_id, count(*) as n from contacts group by account_id
)
select m.arm, count(*) as touched
from members m
join reached r on r.account_id = m.account_id
group by m.arm
