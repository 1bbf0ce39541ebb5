"""What the records know of bulk history: which imports there are, and which files hold their rows."""

from django.db import models
from django.db.models import Q

from samebook.numbers.terms import ImportState


class HistoryImport(models.Model):
    """One import of files of history. Its rows are seen while its state is ``done``, and only then.

    ``plan`` is a hash of the files, the mapping and the choices: the same command goes on with what was broken off.
    ``report`` counts rows: read, added, known, repeated, refused by reason, not found by column, and ``known_from``,
    from which earlier imports the known ones were. ``published`` lists the files, each with month, rows, bytes and
    SHA-256; ``shape`` is a hash of the table's columns when they were written.
    """

    table = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in ImportState])
    plan = models.CharField(max_length=64)
    files = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    published = models.JSONField(default=list)
    shape = models.CharField(max_length=16, default="", blank=True)
    asked_by = models.CharField(max_length=80)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[one.value for one in ImportState]), name="history_state"),
            models.CheckConstraint(
                condition=Q(state="running") | Q(ended_at__isnull=False), name="history_ended_when_not_running"
            ),
            models.CheckConstraint(
                condition=~Q(state="undone") | Q(undone_at__isnull=False), name="history_undone_has_time"
            ),
            models.UniqueConstraint(
                fields=["table", "plan"], condition=Q(state="running"), name="history_plan_runs_once"
            ),
        ]
        indexes = [models.Index(fields=["table", "state"], name="history_in_force")]

    def __str__(self) -> str:
        return f"{self.table} {self.pk}"
