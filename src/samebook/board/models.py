"""Benchmarks, what was said of a period, what sales signed, and frozen figures with their restatements."""

from django.db import models
from django.db.models import F, Q

from samebook.board.terms import Kind, Voice

HASH = 64
"""Letters of a SHA-256 in hexadecimal."""


class Benchmark(models.Model):
    """What a measure is held against from a day on, until a later entry says otherwise. Never altered.

    ``value`` is a share of 1, an amount in the company's currency, or a count a month; null ends the benchmark from
    that day. ``source`` says in words where it comes from. Of two for the same day the later one counts.
    """

    measure = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=28, decimal_places=6, null=True)
    source = models.CharField(max_length=300)
    from_date = models.DateField()
    entered_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()


class OfPeriod(models.Model):
    """A row about one period: days from ``start`` up to, not including, ``end``."""

    start = models.DateField()
    end = models.DateField()

    class Meta:
        abstract = True


class Remark(OfPeriod):
    """What one side says in one document of a period. The latest of a voice stands; none is ever altered.

    ``claims`` are the sentences in which the check found a claim about revenue. In a circulated report only sales may
    keep such sentences, as its own statement; in an internal view they stand by the hold-outs in ``cites``. An empty
    text takes the one before it back. An ``offered`` text is one that marketing wrote for sales to sign; it stands
    nowhere.
    """

    kind = models.CharField(max_length=12, choices=Kind.choices())
    voice = models.CharField(max_length=12, choices=Voice.choices())
    text = models.TextField(blank=True)
    claims = models.JSONField(default=list)
    cites = models.JSONField(default=list)
    offered = models.BooleanField(default=False)
    author = models.ForeignKey("company.User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()


class SalesSignature(OfPeriod):
    """A sales manager's word for the figures of the sales block: their canonical JSON in ``figures``, and its hash.

    It holds while the block's figures have this hash; other figures void it, and the row stays.
    """

    figures = models.TextField()
    hash = models.CharField(max_length=HASH)
    user = models.ForeignKey("company.User", models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["start", "end", "hash"], name="board_figures_signed_once"),
        ]


class ClosedPeriod(OfPeriod):
    """The figures of a period, frozen: canonical JSON in ``figures``, and its SHA-256. The database alters none.

    ``closed_by`` is null where the operator closed it at the command line.
    """

    figures = models.TextField()
    hash = models.CharField(max_length=HASH)
    stamp = models.CharField(max_length=40)
    as_of = models.DateTimeField()
    editions = models.JSONField(default=list)
    closed_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["start", "end"], name="board_period_closed_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="board_period_days_in_order"),
        ]


class Restatement(models.Model):
    """The figures of a closed period counted again, with the reason; beside the frozen ones, never over them."""

    closed = models.ForeignKey(ClosedPeriod, models.PROTECT, related_name="restatements")
    figures = models.TextField()
    hash = models.CharField(max_length=HASH)
    stamp = models.CharField(max_length=40)
    as_of = models.DateTimeField()
    reason = models.CharField(max_length=500)
    made_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["closed", "hash"], name="board_restated_once")]
