"""How editions come to be at Tarnvik: written by marketing, signed by both sides."""

from datetime import datetime, timedelta

from samebook.agreement.actions import comment_on, draft_edition, propose_changes, propose_edition, sign_edition
from samebook.agreement.models import Edition
from samebook.agreement.terms import Side
from samebook.kernel.access import Actor, Role
from samebook.web.demo import editions
from samebook.web.demo.house import House


def agree(house: House, text: str, *, at: datetime, in_force_from: datetime) -> Edition:
    """Marketing drafts and proposes an edition; both sides sign it within two days."""
    marketing, sales = house.with_role(Role.MARKETING)[0], house.with_role(Role.SALES_MANAGER)[1]
    edition = propose(house, text, at=at, in_force_from=in_force_from)
    for actor, side, hours in ((marketing, Side.MARKETING, 3), (sales, Side.SALES, 29)):
        edition = sign(house, edition, actor, side, at=at + timedelta(hours=hours))
    return edition


def propose(house: House, text: str, *, at: datetime, in_force_from: datetime) -> Edition:
    """Marketing writes an edition and asks both sides to sign it."""
    marketing = house.with_role(Role.MARKETING)[0]
    draft = draft_edition(marketing, text=text, at=at)
    return propose_edition(marketing, draft.pk, in_force_from=in_force_from, at=at + timedelta(hours=1))


def answer(house: House, edition: Edition, *, at: datetime) -> None:
    """Sales asks about one clause, and says otherwise and why what another should say."""
    sales = house.with_role(Role.SALES_MANAGER)[0]
    clause = "qualification.A.money"
    asked = "Per site, or for the whole group? A group with ten sites sets aside that much for spare parts."
    comment_on(sales, edition.pk, clause=clause, text=asked, at=at)
    text = editions.halfway(edition.text)
    why = "Between 45,000 and 50,000 EUR we won few; a visit costs as much as for a large one."
    propose_changes(sales, edition.pk, text=text, reason=why, at=at + timedelta(minutes=4))


def sign(house: House, edition: Edition, actor: Actor, side: Side, *, at: datetime) -> Edition:
    """One side's signature, with the signer's own password."""
    password = house.login_of(actor).password
    return sign_edition(actor, edition.pk, side=side, content_hash=edition.content_hash, password=password, at=at)
