"""Companies that may buy, the people in them, what is known of them, and what they allowed."""

from django.db import models
from django.db.models import Q


class Origin(models.TextChoices):
    """Where a row or a value came from."""

    PERSON = "person"
    FORM = "form"
    API = "api", "API"
    IMPORT = "import"
    SIMULATED = "simulated"
    DERIVED = "derived"


class Account(models.Model):
    """A company or a site of one; ``parent`` makes the hierarchy.

    ``name_key`` and ``domain`` are what arrivals are matched by (``rules.name_key``, ``rules.domain_of``).
    ``facts`` holds the current value of each declared field (``account.…``); its history is in ``Fact``.
    """

    external_id = models.CharField(max_length=100, null=True)
    origin = models.CharField(max_length=10, choices=Origin)
    name = models.CharField(max_length=250)
    name_key = models.CharField(max_length=250)
    country = models.CharField(max_length=2, default="", blank=True)
    domain = models.CharField(max_length=253, default="", blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="sites")
    industry = models.CharField(max_length=60, default="", blank=True)
    employees = models.PositiveIntegerField(null=True)
    city = models.CharField(max_length=100, default="", blank=True)
    postcode = models.CharField(max_length=20, default="", blank=True)
    phone = models.CharField(max_length=30, default="", blank=True)
    owner = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="accounts")
    territory = models.ForeignKey("company.Territory", models.PROTECT, null=True, related_name="accounts")
    is_customer = models.BooleanField(default=False)
    facts = models.JSONField(default=dict)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    deleted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["external_id"], name="account_external_id"),
            models.CheckConstraint(condition=~Q(name=""), name="account_has_name"),
        ]
        indexes = [
            models.Index(
                fields=["domain"], condition=~Q(domain=""), opclasses=["varchar_pattern_ops"], name="account_domain"
            ),
            models.Index(
                fields=["name_key", "country"], opclasses=["varchar_pattern_ops", ""], name="account_name_key"
            ),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="account_phone"),
            models.Index(fields=["territory", "name_key"], name="account_territory"),
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Someone at an account, or of no known account. ``email`` is held normalised, in lower case.

    ``name_key`` and ``surname_key`` are what search reads (``rules.person_keys``).
    ``do_not_contact`` is the sum of what consent and suppression say; sending checks ``Suppression`` again.
    """

    external_id = models.CharField(max_length=100, null=True)
    origin = models.CharField(max_length=10, choices=Origin)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="people")
    name = models.CharField(max_length=200, default="", blank=True)
    name_key = models.CharField(max_length=200, default="", blank=True)
    surname_key = models.CharField(max_length=200, default="", blank=True)
    email = models.CharField(max_length=254, default="", blank=True)
    phone = models.CharField(max_length=30, default="", blank=True)
    title = models.CharField(max_length=150, default="", blank=True)
    country = models.CharField(max_length=2, default="", blank=True)
    do_not_contact = models.BooleanField(default=False)
    facts = models.JSONField(default=dict)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    erased_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(fields=["external_id"], name="person_external_id"),
            models.UniqueConstraint(
                fields=["email"],
                condition=~Q(email="") & Q(merged_into=None),
                opclasses=["varchar_pattern_ops"],
                name="person_email_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["name_key"], condition=~Q(name_key=""), opclasses=["varchar_pattern_ops"], name="person_name"
            ),
            models.Index(
                fields=["surname_key"],
                condition=~Q(surname_key=""),
                opclasses=["varchar_pattern_ops"],
                name="person_surname",
            ),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="person_phone"),
        ]

    def __str__(self) -> str:
        return self.name or self.email or f"Person {self.pk}"


class Consent(models.Model):
    """One word of a person about being contacted; the latest for a purpose and channel counts."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, choices=[("email", "E-mail"), ("phone", "Telephone"), ("post", "Post")])
    is_granted = models.BooleanField()
    wording = models.CharField(max_length=60, default="", blank=True)
    origin = models.CharField(max_length=10, choices=Origin)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "purpose", "channel", "-happened_at"], name="consent_latest")]


class Suppression(models.Model):
    """An address never to be contacted, as a keyed hash: it outlives erasure and comes back with no import."""

    channel = models.CharField(max_length=10, choices=[("email", "E-mail"), ("phone", "Telephone")])
    address_hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "address_hash"], name="suppression_once")]


class Fact(models.Model):
    """One value of one field of one record, with where it came from and when it was known. Never changed.

    ``record_kind`` is account, person or lead; ``field`` the Book's name, ``lead.budget``.
    """

    record_kind = models.CharField(max_length=12)
    record_id = models.BigIntegerField()
    field = models.CharField(max_length=80)
    value = models.JSONField(null=True)
    origin = models.CharField(max_length=10, choices=Origin)
    actor = models.CharField(max_length=80)
    known_at = models.DateTimeField()
    fresh_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["record_kind", "record_id", "field", "-known_at"], name="fact_history")]
