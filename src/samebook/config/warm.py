"""What a process loads before it works, so that neither its first request nor the writer's turn waits for it."""

import gc
import logging
from datetime import UTC, datetime

log = logging.getLogger(__name__)


def warm() -> None:
    """Load the routes, the Book in force, the settings, calendars with their holidays and the list of domains."""
    from django.db import Error
    from django.urls import resolve

    from samebook.accounts.rules.addresses import website_domain
    from samebook.agreement.queries import in_force
    from samebook.book.durations import Duration, Unit
    from samebook.company.queries import the_company
    from samebook.leads.standing import standing

    now, an_hour = datetime.now(UTC), Duration(1, Unit.HOUR, business=True)
    resolve("/healthz")
    website_domain("lead.example")
    try:
        in_force(now)
        if the_company() is not None:
            for clock in standing().clocks.values():
                clock.add(now, an_hour)
    except Error as error:  # the first request says more of it, to whoever asks
        log.warning("The database does not answer yet: %s", error)
    gc.collect()
    gc.freeze()  # what is loaded now stays; looking through it again took a full collection 120 ms and more
