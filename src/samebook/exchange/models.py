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


class Upload(models.Model):
    """A file that somebody sent to be imported: how it is written, and what is done with it.

    ``folder`` names its folder below ``SAMEBOOK_HOME/uploads``; ``mapping`` is the text last chosen for it.
    A workbook has ``sheets``, of which ``sheet`` is read; a text file has an encoding and a delimiter.
    ``tried_by`` and ``job_id`` are the latest dry run and the import, by the id of their job.
    """

    folder = models.CharField(max_length=32)
    file_name = models.CharField(max_length=200)
    target = models.CharField(max_length=40)
    asked_by = models.CharField(max_length=80)
    uploaded_at = models.DateTimeField()
    encoding = models.CharField(max_length=20)
    delimiter = models.CharField(max_length=4)
    sheet = models.CharField(max_length=100, default="", blank=True)
    sheets = models.JSONField(default=list)
    header = models.JSONField(default=list)
    rows = models.BigIntegerField()
    mapping = models.TextField(default="", blank=True)
    tried_by = models.BigIntegerField(null=True)
    job_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["folder"], name="upload_folder_once"),
            models.CheckConstraint(condition=models.Q(rows__gte=0), name="upload_rows_not_negative"),
        ]
        indexes = [models.Index(fields=["asked_by", "-id"], name="upload_by")]

    def __str__(self) -> str:
        return self.file_name


class SavedMapping(models.Model):
    """What was last done with a file of these columns, so that the next one like it is mapped already."""

    target = models.CharField(max_length=40)
    header_hash = models.CharField(max_length=64)
    text = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["target", "header_hash"], name="saved_mapping_once")]
        indexes = [models.Index(fields=["target", "-saved_at"], name="saved_mapping_latest")]
