"""The journal's tables: what was done, the personal part of it, and the seals that chain it."""

from django.db import models
from django.db.models import Q


class Entry(models.Model):
    """One line of the journal; never changed, never deleted (the database refuses both).

    Actor, record and edition stand as plain keys, so that nothing below them can be pulled away.
    ``recorded_at`` is the server's clock. ``happened_at`` differs from it only with an ``origin`` that says why.
    """

    class Origin(models.TextChoices):
        SYSTEM = "system"
        IMPORT = "import"
        PERSON = "person"
        SIMULATED = "simulated"

    recorded_at = models.DateTimeField()
    happened_at = models.DateTimeField()
    origin = models.CharField(max_length=10, choices=Origin)
    actor = models.CharField(max_length=80)
    code = models.CharField(max_length=80)
    record_kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField(null=True)
    territory_id = models.BigIntegerField(null=True)
    edition_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)
    personal_hash = models.CharField(max_length=64, default="")

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(origin__in=["system", "import", "person", "simulated"]), name="entry_origin"
            )
        ]
        indexes = [
            models.Index(fields=["record_kind", "record_id", "-id"], name="entry_record"),
            models.Index(fields=["code", "-id"], name="entry_code"),
        ]


class Personal(models.Model):
    """The personal values of an entry. Erasing a person deletes the row; the entry keeps only the salted hash."""

    entry = models.OneToOneField(Entry, models.DO_NOTHING, primary_key=True, db_constraint=False)
    person_id = models.BigIntegerField(db_index=True)
    salt = models.CharField(max_length=32)
    value = models.JSONField()


class Sealed(models.Model):
    """An entry's place in the chain: the sequence has no gaps, and each hash holds the one before."""

    sequence = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, models.DO_NOTHING, db_constraint=False)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()


class Waiting(models.Model):
    """An entry that is not sealed yet. The database adds the row with the entry, the sealer takes it away.

    Ids do not say which entries wait: on PostgreSQL an entry with a lower id may be committed later.
    """

    entry_id = models.BigIntegerField(primary_key=True)

    class Meta:
        verbose_name_plural = "waiting"
