"""Both departments, and a Book to sign; for the chapters above as well."""

from datetime import datetime, timedelta

from samebook.agreement import actions
from samebook.agreement.models import Edition
from samebook.company.actions import add_user
from samebook.company.models import User
from samebook.company.queries import actor_for
from samebook.company.tests.cast import NOW, PASSWORD
from samebook.kernel.access import Actor

SOON = NOW + timedelta(hours=1)
TEXT = """samebook: 1
title: Agreement of the pump makers
fields:
  lead.budget: {type: decimal, unit: EUR, ask: "How much is set aside?"}
qualification:
  - level: A
    means: Enough money.
    criteria:
      money: {when: lead.budget >= 50000, otherwise: Budget too small}
"""


def hire(name: str, *roles: str) -> Actor:
    """A user with these roles, as one who acts."""
    administrator = actor_for(User.objects.order_by("pk")[0])
    email = f"{name.lower()}@velden.example"
    return actor_for(add_user(administrator, name=name, email=email, roles=roles, password=PASSWORD, at=NOW))


def proposed(by: Actor, text: str = TEXT, *, in_force_from: datetime = SOON, at: datetime = NOW) -> Edition:
    edition = actions.draft_edition(by, text=text, at=at)
    return actions.propose_edition(by, edition.pk, in_force_from=in_force_from, at=at)


def sign(actor: Actor, edition: Edition, side: str, *, at: datetime = NOW) -> Edition:
    return actions.sign_edition(
        actor, edition.pk, side=side, content_hash=edition.content_hash, password=PASSWORD, at=at
    )


def agreed(sales: Actor, marketing: Actor, text: str = TEXT, *, in_force_from: datetime = SOON) -> Edition:
    """An edition that both sides have signed and whose time has not come."""
    edition = proposed(marketing, text, in_force_from=in_force_from)
    sign(marketing, edition, "marketing")
    return sign(sales, edition, "sales")


OTHER_TEXTS = [TEXT.replace("50000", amount) for amount in ("40000", "30000", "20000")]
