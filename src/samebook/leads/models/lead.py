"""The lead and the responses that made it."""

from django.db import models
from django.db.models import Q

from samebook.leads.terms import Status, Verdict


class Lead(models.Model):
    """Somebody's interest, judged by an edition of the Book.

    ``judgement`` is the verdict in full as the edition gave it: per level the criteria met, false and unknown, the
    questions, the reasons. At delivery it is frozen; facts that come later are shown beside it.
    The due times are instants in UTC, counted in the business hours of the rep's team when the lead was delivered.
    """

    external_id = models.CharField(max_length=100, null=True)
    origin = models.CharField(max_length=10)
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="leads")
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="leads")
    communication = models.ForeignKey("communications.Communication", models.PROTECT, null=True, related_name="leads")
    source = models.CharField(max_length=60, default="", blank=True)
    country = models.CharField(max_length=2, default="", blank=True)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    status = models.CharField(max_length=16, choices=Status.choices(), default=Status.RECEIVED.value)
    status_reason = models.CharField(max_length=200, default="", blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict.choices(), default="", blank=True)
    level = models.CharField(max_length=20, default="", blank=True)
    judgement = models.JSONField(default=dict)
    edition = models.ForeignKey("agreement.Edition", models.PROTECT, null=True, related_name="leads", db_index=False)
    judged_at = models.DateTimeField(null=True)

    territory = models.ForeignKey("company.Territory", models.PROTECT, null=True, related_name="leads", db_index=False)
    owner = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="leads", db_index=False)
    routed_because = models.CharField(max_length=300, default="", blank=True)

    delivered_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)
    first_attempt_due_at = models.DateTimeField(null=True)
    follow_up_due_at = models.DateTimeField(null=True)
    first_attempt_at = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True)
    attempts_made = models.PositiveSmallIntegerField(default=0)
    attempts_owed = models.PositiveSmallIntegerField(default=0)
    breached_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    answer_due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    rejected_at = models.DateTimeField(null=True)
    rejection_reason = models.CharField(max_length=60, default="", blank=True)

    ask_owner = models.ForeignKey(
        "company.User", models.PROTECT, null=True, related_name="leads_to_ask", db_index=False
    )
    asked_by_mail_at = models.DateTimeField(null=True)
    ask_attempts = models.PositiveSmallIntegerField(default=0)
    ask_until = models.DateTimeField(null=True)
    recycle_at = models.DateTimeField(null=True)
    recycled_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="recycled_as")

    opportunity = models.ForeignKey("buying.Opportunity", models.PROTECT, null=True, related_name="leads")
    converted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["external_id"], name="lead_external_id"),
            models.CheckConstraint(condition=Q(status__in=Status.values()), name="lead_status"),
            models.CheckConstraint(
                condition=~Q(status__in=["delivered", "accepted", "rejected"])
                | Q(owner__isnull=False, delivered_at__isnull=False, edition__isnull=False, level__gt=""),
                name="lead_delivered_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(status="rejected") | ~Q(rejection_reason=""), name="lead_rejected_has_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="lead_newest"),
            models.Index(fields=["status", "-received_at", "-id"], name="lead_status_newest"),
            models.Index(fields=["territory", "status", "-received_at", "-id"], name="lead_territory"),
            models.Index(fields=["owner", "status"], name="lead_owner"),
            models.Index(fields=["owner", "-received_at", "-id"], name="lead_owner_newest"),
            models.Index(fields=["territory", "-received_at", "-id"], name="lead_territory_newest"),
            # Without the status: SQLite uses a partial index only where the query says the same words.
            models.Index(fields=["delivered_at"], condition=Q(announced_at__isnull=True), name="lead_to_announce"),
            models.Index(fields=["ask_until"], condition=Q(status="ask"), name="lead_ask_clock"),
            models.Index(fields=["ask_owner", "status"], name="lead_ask_owner"),
            models.Index(fields=["recycle_at"], condition=Q(recycle_at__isnull=False), name="lead_recycle_clock"),
            models.Index(fields=["source", "-received_at", "-id"], name="lead_source"),
            models.Index(fields=["verdict", "-received_at", "-id"], name="lead_verdict"),
            models.Index(fields=["-rejected_at", "-id"], condition=Q(status="rejected"), name="lead_rejected"),
            models.Index(fields=["breached_at"], condition=Q(breached_at__isnull=False), name="lead_breached"),
            models.Index(
                fields=["status", "first_attempt_due_at", "id"],
                condition=Q(first_attempt_due_at__isnull=False),
                name="lead_due",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or self.account or f"Lead {self.pk}")


class LeadResponse(models.Model):
    """A response that belongs to a lead: the one that made it, or a further one that joined it."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="lead_responses")
    response = models.OneToOneField("communications.Response", models.CASCADE, related_name="lead_response")
    is_first = models.BooleanField()
