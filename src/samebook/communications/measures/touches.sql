-- name: touches
-- title: Touches
-- means: Contacts between the company and its accounts, in either direction, as the imported history tells them.
-- kind: count
-- grain: One row per touch.
-- columns:
--   record_id: The touch.
--   day: The day it happened.
--   channel: How: email, phone, fair and so on.
--   communication_id: Part of which communication.
--   territory_id: The account's territory at the import.
-- unit: touches
-- nulls: Nothing is left out; touches of accounts that are not known here count too.
-- time: The day it happened, in the company's zone.
-- source: Samebook's glossary, touch.
-- by: channel, communication, territory, month
-- drill: touch
select
    touch_id as record_id,
    happened_on as day,
    channel,
    communication_id,
    territory_id
from touches
