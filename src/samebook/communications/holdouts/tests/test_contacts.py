"""Who was reached by the communications of a hold-out, by messages, touches and responses."""

from datetime import date

import duckdb

from samebook.communications.holdouts.readouts import _query
from samebook.numbers.dialects import render

TABLES = """
create table holdout_accounts as select * from (values
  (7, 1, 'held_out'), (7, 2, 'held_out'), (7, 3, 'held_out'), (7, 4, 'held_out'), (7, 5, 'held_out'),
  (7, 6, 'contacted'), (7, 8, 'held_out'), (7, 9, 'held_out'), (7, 9, 'contacted'), (8, 10, 'held_out')
) t(holdout_id, account_id, arm);
create table holdout_communications as select * from (values (7, 1), (7, 2), (8, 1)) t(holdout_id, communication_id);
create table responses as select * from (values (1, 1, date '2026-01-06'), (1, 1, date '2026-01-07'))
  t(account_id, communication_id, received_on);
create table sends as select * from (values
  (2, 2, 'delivered', date '2026-01-10'),  -- reached
  (3, 1, 'bounced', date '2026-01-10'),    -- came back
  (4, 1, null, date '2026-01-10'),         -- not said, so reached
  (5, 3, 'delivered', date '2026-01-10'),  -- of another communication
  (8, 1, 'delivered', date '2026-02-03'),  -- after the last day
  (9, 1, 'delivered', date '2026-01-10'),  -- of both arms since a merger
  (6, 1, 'delivered', date '2026-01-10'),
  (10, 1, 'delivered', date '2026-01-10')  -- of another hold-out
) t(account_id, communication_id, outcome, sent_on);
create table touches as select * from (values (2, 1, date '2026-02-02'), (5, 1, date '2026-01-05'))
  t(account_id, communication_id, happened_on);
"""


def test_each_account_counts_once_however_it_was_reached_in_the_days_of_the_hold_out():
    database = duckdb.connect()
    database.execute(TABLES)
    days = {"holdout_id": 7, "from_on": date(2026, 1, 6), "until_on": date(2026, 2, 3)}

    found = dict(database.execute(render(_query("contacts"), "duckdb", days)).fetchall())

    assert found == {"held_out": 3, "contacted": 1}  # 1, 2 and 4; 6
