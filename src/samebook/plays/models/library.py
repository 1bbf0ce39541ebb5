"""The library: plays, their versions, what each is for, its steps and documents."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from samebook.plays.terms import Aim, Kind, Side, State


class Play(models.Model):
    """Something prepared against a stall; ``owner`` keeps it current and hears whether it helped.

    ``written_for`` names what asked for it, as ``request:5`` or ``cell:12`` (``occasions``); empty for nothing.
    """

    name = models.CharField(max_length=100, unique=True)
    owner = models.ForeignKey("company.User", models.PROTECT, related_name="plays")
    written_for = models.CharField(max_length=40, default="", blank=True)
    created_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="play_has_name")]

    def __str__(self) -> str:
        return self.name


class PlayVersion(models.Model):
    """One version of a play. A draft may be changed; once approved it never changes, and runs stay at it.

    ``segment`` is one of the Book's by name, empty for every account. ``review_date`` is the last day on which it is
    current. At most one version of a play is approved and one a draft; ``approved_at`` stays when it is retired.
    ``brief`` says when to use it and why.
    """

    play = models.ForeignKey(Play, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices(), default=State.DRAFT.value)
    brief = models.TextField(max_length=2000, default="", blank=True)
    segment = models.CharField(max_length=60, default="", blank=True)
    review_date = models.DateField(null=True)
    created_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    approved_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    retired_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["play", "number"], name="play_version_number"),
            models.UniqueConstraint(
                fields=["play"], condition=Q(state=State.APPROVED.value), name="play_version_one_approved"
            ),
            models.UniqueConstraint(
                fields=["play"], condition=Q(state=State.DRAFT.value), name="play_version_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT.value, approved_at=None, retired_at=None)
                | Q(state=State.APPROVED.value, approved_at__isnull=False, retired_at=None, review_date__isnull=False)
                | Q(state=State.RETIRED.value, approved_at__isnull=False, retired_at__isnull=False),
                name="play_version_state_dated",
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None) | Q(retired_at__gte=F("approved_at")), name="play_version_retired_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.play.name}, version {self.number}"

    def named(self, kind: str) -> list[str]:
        """What it names of one kind of aim, in order; prefetch ``aims`` for lists."""
        return sorted(aim.name for aim in self.aims.all() if aim.kind == kind)

    @property
    def causes(self) -> list[str]:
        """The Book's causes that it answers; at least one once it is approved."""
        return self.named(Aim.CAUSE)

    @property
    def roles(self) -> list[str]:
        """The Book's roles that it is for; empty for every role."""
        return self.named(Aim.ROLE)

    @property
    def decisions(self) -> list[str]:
        """The customer's decisions that it is for; empty for both."""
        return self.named(Aim.DECISION)

    @property
    def languages(self) -> list[str]:
        """ISO 639-1 codes of its texts; at least one once it is approved."""
        return self.named(Aim.LANGUAGE)

    def is_current(self, day: date) -> bool:
        """Whether it is approved and its review is not overdue on a day of the company's."""
        return self.state == State.APPROVED and self.review_date is not None and self.review_date >= day


class PlayAim(models.Model):
    """One thing that a version is for: a cause, a role, a decision, a language, or what it is offered on."""

    version = models.ForeignKey(PlayVersion, models.CASCADE, related_name="aims")
    kind = models.CharField(max_length=10, choices=Aim.choices())
    name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "kind", "name"], name="play_aim_once"),
            models.CheckConstraint(condition=Q(kind__in=Aim.values()), name="play_aim_kind_known"),
        ]
        indexes = [models.Index(fields=["kind", "name"], name="play_aim_name")]


class PlayDocument(models.Model):
    """A file that a step hands out. It is kept under ``key`` in the home, never run, and shown in no page."""

    name = models.CharField(max_length=150)
    key = models.CharField(max_length=64, unique=True)
    ending = models.CharField(max_length=5)
    size = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}.{self.ending}"


class PlayStep(models.Model):
    """One step of a version: what to send or do, by whom, how many business hours after the approval it is due.

    ``texts`` holds subject and body of an e-mail by language; ``guide`` is what whoever performs it reads.
    ``document_language`` is that of the file; empty for one that goes with every language of the version.
    """

    version = models.ForeignKey(PlayVersion, models.CASCADE, related_name="steps")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices())
    performer = models.CharField(max_length=10, choices=Side.choices(), default=Side.MARKETING.value)
    title = models.CharField(max_length=120)
    due_hours = models.PositiveIntegerField()
    guide = models.TextField(max_length=5000, default="", blank=True)
    link = models.URLField(max_length=500, default="", blank=True)
    texts = models.JSONField(default=dict, blank=True)
    document = models.ForeignKey(PlayDocument, models.PROTECT, null=True, related_name="steps")
    document_language = models.CharField(max_length=2, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "place"], name="play_step_place"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values()), name="play_step_kind_known"),
            models.CheckConstraint(condition=Q(performer__in=Side.values()), name="play_step_performer_known"),
            models.CheckConstraint(condition=~Q(title=""), name="play_step_has_title"),
            models.CheckConstraint(condition=Q(due_hours__lte=2000), name="play_step_due_in_range"),
        ]
