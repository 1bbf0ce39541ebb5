"""Private segments, and what each segment counted."""

from django.db import models
from django.db.models import Q

from samebook.agreement.terms import Side
from samebook.segments.terms import Kind


class Segment(models.Model):
    """A segment of one person's own: signed by nobody, and marked so wherever it is shown.

    ``name`` is what the owner's other segments call it in ``in_segment``. ``shared_with`` is the side whose people
    may read it (empty: the owner alone). ``condition`` is text of the Book's language; it may come to have problems
    when another edition takes force, so it is read anew each time.
    """

    owner = models.ForeignKey("company.User", models.PROTECT, related_name="segments")
    name = models.CharField(max_length=40)
    means = models.CharField(max_length=300, default="", blank=True)
    condition = models.TextField()
    shared_with = models.CharField(max_length=10, choices=Side.choices(), default="", blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="segment_name_once"),
            models.CheckConstraint(condition=~Q(condition=""), name="segment_has_condition"),
            models.CheckConstraint(condition=Q(shared_with__in=["", *Side.values()]), name="segment_shared_with"),
        ]

    def __str__(self) -> str:
        return self.name.replace("_", " ").capitalize()


class SegmentCount(models.Model):
    """What a segment counted in one generation of members.

    ``key`` is the name in the Book, or ``private-7``. ``fingerprint`` is of the condition with its segments written
    out: counts with different ones are of different definitions. ``of`` is how many records were looked at.
    ``places`` holds [owner, territory, of, members, may be contacted, unknown] for each pair of them, so that a rep's
    counts are sums. ``changes`` holds, for each of ``rules.SINCE``, since when, under which fingerprint, how many were
    added and left, and [owner, territory, added, left] for each pair.
    """

    key = models.CharField(max_length=60)
    stamp = models.CharField(max_length=30)
    kind = models.CharField(max_length=10, choices=Kind.choices())
    fingerprint = models.CharField(max_length=16)
    as_of = models.DateTimeField()
    of = models.BigIntegerField()
    members = models.BigIntegerField()
    may_contact = models.BigIntegerField()
    unknown = models.BigIntegerField()
    places = models.JSONField(default=list)
    changes = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "stamp"], name="segment_count_once"),
            models.CheckConstraint(
                condition=Q(members__gte=0, members__lte=models.F("of"), may_contact__lte=models.F("members")),
                name="segment_count_within",
            ),
        ]
        indexes = [models.Index(fields=["stamp"], name="segment_count_stamp")]

    def __str__(self) -> str:
        return f"{self.key} {self.stamp}"


class Listed(models.Model):
    """A segment whose members stand in rows too, so that lists of records can be narrowed to it.

    ``members`` is how many it has (null before they were copied once); of a segment with very many none are copied.
    """

    key = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices())
    members = models.BigIntegerField(null=True)

    class Meta:
        verbose_name_plural = "listed"

    def __str__(self) -> str:
        return self.key


class ListedMember(models.Model):
    """One member of a listed segment, by its id among the records of the segment's kind."""

    pk = models.CompositePrimaryKey("listed_id", "record_id")
    listed = models.ForeignKey(Listed, models.CASCADE, db_index=False, related_name="+")
    record_id = models.BigIntegerField()
