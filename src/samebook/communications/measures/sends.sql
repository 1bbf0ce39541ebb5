-- name: sends
-- title: Messages sent
-- means: Messages sent to one address each, as the imported history tells them, whatever became of them.
-- kind: count
-- grain: One row per message sent to one address.
-- columns:
--   record_id: The message.
--   day: The day it was sent.
--   outcome: What became of it: delivered, bounced, failed or suppressed.
--   channel: How it was sent.
--   communication_id: Part of which communication.
--   territory_id: The account's territory at the import.
-- unit: messages
-- nulls: Nothing is left out; messages to accounts that are not known here count too.
-- time: The day it was sent, in the company's zone.
-- source: Samebook's glossary, send.
-- by: outcome, channel, communication, territory, month
-- drill: send
select
    send_id as record_id,
    sent_on as day,
    outcome,
    channel,
    communication_id,
    territory_id
from sends
