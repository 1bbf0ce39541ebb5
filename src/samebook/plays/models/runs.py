"""Plays in use: what was offered, started and approved, its steps, the minutes it took a rep."""

from django.db import models
from django.db.models import F, Q

from samebook.plays.models.library import PlayDocument, PlayStep, PlayVersion
from samebook.plays.terms import Act, Arm, Outcome, StepState, Trigger


class PlayRun(models.Model):
    """One version of a play offered for one opportunity, and what became of it.

    ``stall`` is what it answers; null for a preventive play, which ``trigger`` and ``trigger_name`` explain (the stage
    entered, the role that came). ``decided_at`` is when it was offered, or held back by the lot (``arm``);
    ``offered_at`` is null only then. ``started_at`` is when somebody took it up, ``approved_at`` when the rep approved
    that it is done in their name; nothing is sent before. ``language`` is that of its e-mails. ``helped`` is the rep's
    word; null while nobody was asked or answered.
    """

    version = models.ForeignKey(PlayVersion, models.PROTECT, related_name="runs")
    opportunity = models.ForeignKey("buying.Opportunity", models.CASCADE, related_name="play_runs")
    stall = models.ForeignKey("stalls.Stall", models.CASCADE, null=True, related_name="play_runs")
    trigger = models.CharField(max_length=10, choices=Trigger.choices())
    trigger_name = models.CharField(max_length=100, default="", blank=True)
    arm = models.CharField(max_length=10, choices=Arm.choices(), default="", blank=True)
    why = models.CharField(max_length=500, default="", blank=True)
    language = models.CharField(max_length=2, default="", blank=True)
    person = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices(), default="", blank=True)
    ended_because = models.CharField(max_length=300, default="", blank=True)
    helped = models.BooleanField(null=True)
    helped_note = models.CharField(max_length=300, default="", blank=True)
    helped_at = models.DateTimeField(null=True)
    helped_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(arm=Arm.HELD_BACK.value, offered_at=None, started_at=None)
                | (~Q(arm=Arm.HELD_BACK.value) & Q(offered_at__isnull=False)),
                name="play_run_offered_or_held_back",
            ),
            models.CheckConstraint(
                condition=Q(started_at=None) | Q(started_at__gte=F("offered_at")), name="play_run_started_after"
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(approved_at__gte=F("started_at")), name="play_run_approved_after"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | Q(ended_at__isnull=False, outcome__in=Outcome.values()),
                name="play_run_ended_has_outcome",
            ),
            models.CheckConstraint(condition=Q(trigger__in=Trigger.values()), name="play_run_trigger_known"),
            models.CheckConstraint(condition=Q(arm__in=["", *Arm.values()]), name="play_run_arm_known"),
            models.UniqueConstraint(
                fields=["version", "stall"],
                condition=Q(stall__isnull=False, ended_at=None) & ~Q(arm=Arm.HELD_BACK.value),
                name="play_run_once_a_stall",
            ),
            models.UniqueConstraint(
                fields=["version", "opportunity", "trigger", "trigger_name"],
                condition=Q(stall=None, ended_at=None),
                name="play_run_once_an_occasion",
            ),
        ]
        indexes = [
            models.Index(fields=["opportunity", "offered_at"], name="play_run_opportunity"),
            models.Index(fields=["ended_at", "started_at"], name="play_run_open"),
        ]

    def __str__(self) -> str:
        return f"{self.version}"

    @property
    def is_held_back(self) -> bool:
        return self.arm == Arm.HELD_BACK

    @property
    def waits_for_start(self) -> bool:
        """Offered, and nobody has taken it up."""
        return self.offered_at is not None and self.started_at is None and self.ended_at is None

    @property
    def waits_for_approval(self) -> bool:
        """Taken up by somebody else than the rep, who has not approved it yet."""
        return self.started_at is not None and self.approved_at is None and self.ended_at is None

    @property
    def is_running(self) -> bool:
        return self.approved_at is not None and self.ended_at is None


class RunStep(models.Model):
    """One step of a run as it was prepared when the run started; a change of the play changes nothing in it.

    ``due_at`` is set when the rep approves. ``reason`` says why it was skipped. ``minutes`` is what the rep said it
    took them; null when nothing was said. ``mail`` is what was put in the outbox, ``attached`` what goes with it.
    """

    run = models.ForeignKey(PlayRun, models.CASCADE, related_name="steps")
    step = models.ForeignKey(PlayStep, models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    performer = models.CharField(max_length=10)
    assigned_to = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="play_steps")
    subject = models.CharField(max_length=200, default="", blank=True)
    body = models.TextField(default="", blank=True)
    state = models.CharField(max_length=8, choices=StepState.choices(), default=StepState.OPEN.value)
    due_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, default="", blank=True)
    minutes = models.PositiveIntegerField(null=True)
    mail = models.ForeignKey("jobs.Mail", models.SET_NULL, null=True, related_name="+")
    attached = models.ManyToManyField(PlayDocument, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "place"], name="run_step_place"),
            models.CheckConstraint(
                condition=Q(state=StepState.OPEN.value, ended_at=None)
                | Q(state=StepState.DONE.value, ended_at__isnull=False)
                | (Q(state=StepState.SKIPPED.value, ended_at__isnull=False) & ~Q(reason="")),
                name="run_step_skipped_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["assigned_to", "state", "due_at"], name="run_step_due")]


class RepMinutes(models.Model):
    """Minutes of a rep: an estimate for an act here (``rules.MINUTES``), or what they said a step took (``own``)."""

    opportunity = models.ForeignKey("buying.Opportunity", models.CASCADE, related_name="+")
    stall = models.ForeignKey("stalls.Stall", models.CASCADE, null=True, related_name="+")
    run = models.ForeignKey(PlayRun, models.CASCADE, null=True, related_name="minutes")
    user = models.ForeignKey("company.User", models.PROTECT, related_name="+")
    act = models.CharField(max_length=10, choices=Act.choices())
    minutes = models.DecimalField(max_digits=7, decimal_places=2)
    happened_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "rep minutes"
        constraints = [models.CheckConstraint(condition=Q(minutes__gte=0), name="rep_minutes_not_negative")]
