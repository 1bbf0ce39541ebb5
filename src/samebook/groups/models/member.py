"""Members of a buying group, the roles they have and had, and where they stood."""

from django.db import models
from django.db.models import F, Q

from samebook.buying.terms import Decision, Source
from samebook.groups.terms import Kind, Stance, Word


class Member(models.Model):
    """A person in one of the two decisions of one opportunity.

    Whoever takes part in both has two rows; whoever left and came back has one for each time. ``joined_at`` is null
    where nobody recorded it, ``left_at`` while the person takes part. ``stance`` is the one said last. ``needs`` is
    what the person needs to hear. ``version`` rises with every change.
    """

    opportunity = models.ForeignKey("buying.Opportunity", models.CASCADE, related_name="members")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="memberships")
    decision = models.CharField(max_length=20, choices=Decision.choices())
    stance = models.CharField(max_length=10, choices=Stance.choices(), default=Stance.UNKNOWN.value)
    needs = models.CharField(max_length=1000, default="", blank=True)
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    left_because = models.CharField(max_length=500, default="", blank=True)
    origin = models.CharField(max_length=10, default=Source.PERSON.value, choices=Source.choices())
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "person", "decision"], condition=Q(left_at=None), name="member_once"
            ),
            models.CheckConstraint(condition=Q(decision__in=Decision.values()), name="member_decision_known"),
            models.CheckConstraint(condition=Q(stance__in=Stance.values()), name="member_stance_known"),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(joined_at=None) | Q(left_at__gte=F("joined_at")),
                name="member_left_after_joining",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class MemberRole(models.Model):
    """A role that a member has, or had until ``until``.

    ``role`` is the Book's name, ``kind`` what the Book said of it when it was given. ``since`` is null where nobody
    recorded it.
    """

    member = models.ForeignKey(Member, models.CASCADE, related_name="roles")
    role = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind.choices())
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "role"], condition=Q(until=None), name="member_role_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values()), name="member_role_kind_known"),
            models.CheckConstraint(condition=~Q(role=""), name="member_role_named"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")), name="member_role_ends_after"
            ),
        ]


class StanceSaid(models.Model):
    """Where a member stood, on what evidence: what was said or done, on which day, whose word it is."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="stances")
    stance = models.CharField(max_length=10, choices=Stance.choices())
    evidence = models.CharField(max_length=500, default="", blank=True)
    word = models.CharField(max_length=10, choices=Word.choices(), default=Word.IMPRESSION.value)
    happened_on = models.DateField()
    recorded_at = models.DateTimeField()
    user = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stance__in=Stance.values()), name="stance_said_known"),
            models.CheckConstraint(condition=Q(word__in=Word.values()), name="stance_said_word_known"),
        ]
