"""When a job or a mail is tried again, and how long a worker may be silent."""

from datetime import timedelta

LEASE = timedelta(seconds=60)
"""A worker that has not been heard of for so long is taken for dead."""

TRIES = 5
MOST_ATTACHED = 10 * 1024 * 1024
"""Bytes of all files that go with one mail; many mail servers take no more once they are encoded."""
MAIL_TRIES = 10
MAIL_LEASE = timedelta(minutes=10)


def job_backoff(tries: int) -> timedelta:
    """The wait before the next try: 10 s, 40 s, 160 s, then 10 minutes."""
    return min(timedelta(seconds=10 * 4 ** (tries - 1)), timedelta(minutes=10))


def mail_backoff(tries: int) -> timedelta:
    """The wait before a mail goes out again: 1, 2, 4 … minutes, 2 hours at most."""
    return min(timedelta(minutes=2 ** (tries - 1)), timedelta(hours=2))
