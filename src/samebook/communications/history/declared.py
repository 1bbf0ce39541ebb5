"""What a row of history may say, and how it finds the account, person and communication that it names."""

from collections.abc import Mapping

from samebook.accounts.rules.addresses import website_domain
from samebook.communications.facts import RESPONSES, SENDS, TOUCHES
from samebook.communications.models import Communication
from samebook.communications.terms import Channel, Direction, SendOutcome
from samebook.numbers.history.declared import BulkField, BulkTable, Lookup
from samebook.numbers.tables import Column, FactTable

WORD = Column("word", "text", "What files call it.")
LIVING = "a.deleted_at is null and a.merged_into_id is null"


def _accounts(name: str, word: str, more: str) -> Lookup:
    columns = (WORD, Column("account_id", "integer", "It."), Column("territory_id", "integer", "Its territory."))
    sql = f"select {word} as word, a.id as account_id, a.territory_id as territory_id from accounts_account a "  # noqa: S608 (own words)
    return Lookup(FactTable(name, "one row per account", columns, f"{sql} where {LIVING} and {more}"), (ACCOUNT,))


def _people(name: str, word: str, more: str) -> Lookup:
    columns = (WORD, *(Column(one, "integer", "Of the person.") for one in ("person_id", "account_id", "territory_id")))
    sql = f"""
    select {word} as word, p.id as person_id, a.id as account_id, a.territory_id as territory_id
    from accounts_person p
    left join accounts_account a on a.id = p.account_id and {LIVING}
    where p.erased_at is null and p.merged_into_id is null and {more}
    """  # noqa: S608 (own words)
    return Lookup(FactTable(name, "one row per person", columns, sql), (("person_id",), ACCOUNT))


ACCOUNT = ("account_id", "territory_id")
ALONE = """a.domain <> '' and not exists (
    select 1 from accounts_account b where b.domain = a.domain and b.id <> a.id and b.deleted_at is null
    and b.merged_into_id is null
)"""
"""A domain of several accounts says nothing about which of them it was."""
COMMUNICATION = FactTable(
    "communications_by_word",
    "one row per external id or name; an external id outweighs a name, the earliest of equal names counts",
    (WORD, Column("communication_id", "integer", "It."), Column("channel", "text", "Its channel.")),
    """
    select c.external_id as word, c.id as communication_id, c.channel as channel
    from communications_communication c where c.external_id is not null and c.external_id <> ''
    union all
    select c.name as word, c.id as communication_id, c.channel as channel
    from communications_communication c
    where not exists (select 1 from communications_communication d where d.name = c.name and d.id < c.id)
    and not exists (select 1 from communications_communication e where e.external_id = c.name)
    """,
)
BY_COMMUNICATION = Lookup(COMMUNICATION, (("communication_id",), ("channel",)))
OF_A_RESPONSE = Lookup(COMMUNICATION, (("communication_id",),))
"""A response has a path of its own; what the communication went by is not it."""


def lower(text: str) -> str:
    return text.lower()


WHO = (
    BulkField(
        "account_external_id", "Account external id", "key", "The account's id where it comes from.",
        ("account", "company id", "crm account id", "customer id"),
        lookup=_accounts("accounts_by_external_id", "a.external_id", "a.external_id is not null"),
    ),
    BulkField(
        "account_id", "Account id", "key", "The account's id in Samebook.", ("samebook account id",),
        lookup=_accounts("accounts_by_id", "cast(a.id as text)", "a.id > 0"),
    ),
    BulkField(
        "account_domain", "Account domain", "key", "Its website or domain, where only one account has it.",
        ("domain", "website", "company domain"), longest=500,
        lookup=_accounts("accounts_by_domain", "a.domain", ALONE), clean=website_domain,
    ),
    BulkField(
        "person_external_id", "Person external id", "key", "The person's id where it comes from.",
        ("contact id", "person", "lead id", "crm contact id"),
        lookup=_people("people_by_external_id", "p.external_id", "p.external_id is not null"),
    ),
    BulkField(
        "person_email", "Person e-mail", "key", "Their address; it is looked up and kept nowhere.",
        ("email", "e mail", "mail", "recipient", "address", "to"), longest=320,
        lookup=_people("people_by_email", "p.email", "p.email <> ''"), clean=lower,
    ),
)  # fmt: skip


def _identity(of: str, *also: str) -> BulkField:
    help_ = f"The {of}'s own id, by which it is known again; without it what the row says."
    return BulkField("external_id", "External id", "identity", help_, ("id", f"{of} id", "uuid", "event id", *also))


def _communication(lookup: Lookup) -> BulkField:
    also = ("communication id", "campaign", "campaign id", "mailing")
    return BulkField("communication", "Communication", "key", "Its external id or name.", also, lookup=lookup)


def channels() -> Mapping[str, str]:
    """The words for a channel: the usual ones, and those of the company's own communications."""
    own = Communication.objects.order_by("channel").values_list("channel", flat=True).distinct()
    return {one.lower(): one for one in own} | _words(Channel, {"mail": "email", "e-mail": "email", "call": "phone"})


def directions() -> Mapping[str, str]:
    return _words(Direction, {"out": "outbound", "outgoing": "outbound", "in": "inbound", "incoming": "inbound"})


def outcomes() -> Mapping[str, str]:
    more = {"bounce": "bounced", "hard bounce": "bounced", "soft bounce": "bounced", "error": "failed"}
    return _words(SendOutcome, more)


def _words(vocabulary: type[Channel | Direction | SendOutcome], also: Mapping[str, str]) -> dict[str, str]:
    return dict(also) | {str(one): str(one) for one in vocabulary}


CHANNEL = BulkField(
    "channel", "Channel", "code", "How; the communication's where it is not said.", ("medium", "type", "activity type"),
    column="channel", words=channels, longest=40,
)  # fmt: skip
TOUCH_HISTORY = BulkTable(
    TOUCHES,
    "touches",
    (
        _identity("touch", "touchpoint id", "activity id"),
        BulkField(
            "happened_at", "Happened at", "instant", "When; with an offset, else in the zone.",
            ("time", "timestamp", "date", "datetime", "occurred at", "created at", "activity date"),
            required=True, column="happened_at",
        ),
        *WHO,
        _communication(BY_COMMUNICATION),
        CHANNEL,
        BulkField("direction", "Direction", "code", "outbound or inbound.", column="direction", words=directions),
    ),
)  # fmt: skip
SEND_HISTORY = BulkTable(
    SENDS,
    "sends",
    (
        _identity("send", "message id"),
        BulkField(
            "sent_at", "Sent at", "instant", "When; with an offset, else in the zone.",
            ("time", "timestamp", "date", "datetime", "sent", "send date", "send time", "created at"),
            required=True, column="sent_at",
        ),
        *WHO,
        _communication(BY_COMMUNICATION),
        CHANNEL,
        BulkField(
            "arm", "Arm", "code", "Which version, a short code.", ("variant", "version"), column="arm", longest=20
        ),
        BulkField(
            "outcome", "Outcome", "code", "delivered, bounced, failed or suppressed.", ("status", "result"),
            column="outcome", words=outcomes,
        ),
    ),
)  # fmt: skip
RESPONSE_HISTORY = BulkTable(
    RESPONSES,
    "responses",
    (
        _identity("response"),
        BulkField(
            "received_at", "Received at", "instant", "When; with an offset, else in the zone.",
            ("time", "timestamp", "date", "datetime", "received", "created at"), required=True, column="received_at",
        ),
        *WHO,
        _communication(OF_A_RESPONSE),
        BulkField(
            "source", "Source", "code", "The lead's source, a short code.", ("lead source",), column="source",
            longest=60,
        ),
        BulkField(
            "path", "Path", "code", "The response path: form, telephone, fair.", ("response path",), column="path",
            longest=20,
        ),
    ),
    taken=FactTable(
        "responses_by_external_id",
        "one row per response of the records with an id",
        (WORD,),
        "select r.external_id as word from communications_response r where r.external_id is not null",
    ),
)  # fmt: skip
TABLES = (TOUCH_HISTORY, SEND_HISTORY, RESPONSE_HISTORY)
