"""What the outside has already been answered, and what files brought in."""

from django.db import models


class IdempotencyKey(models.Model):
    """A request of an API client that was answered; the same key with the same body gets the same answer."""

    token_id = models.BigIntegerField()
    key = models.CharField(max_length=100)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token_id", "key"], name="idempotency_key_once")]


class ImportedRow(models.Model):
    """The identity of a row that a file brought in, so that the same row adds nothing again.

    ``identity`` is a hash of the mapped external id, else of the row's content and its occurrence in the file;
    ``content`` a hash of what the row said last: a row known by its id that says the same adds nothing either.
    """

    target = models.CharField(max_length=40)
    identity = models.CharField(max_length=64)
    content = models.CharField(max_length=32, default="")
    record_id = models.BigIntegerField(null=True)
    job_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["target", "identity"], name="imported_row_once")]
        indexes = [models.Index(fields=["job_id"], name="imported_row_job")]
