"""What ties people of a group: contacts with them that were noted by hand, and who moves whom."""

from django.db import models
from django.db.models import F, Q

from samebook.groups.terms import Way


class Contact(models.Model):
    """A person of the group was reached: met, spoken with, or wrote back. Noted by hand."""

    opportunity = models.ForeignKey("buying.Opportunity", models.CASCADE, related_name="contacts")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="contacts")
    happened_at = models.DateTimeField()
    way = models.CharField(max_length=10, choices=Way.choices(), default=Way.OTHER.value)
    note = models.CharField(max_length=1000, default="", blank=True)
    user = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(way__in=Way.values()), name="contact_way_known")]
        indexes = [models.Index(fields=["opportunity", "person", "happened_at"], name="contact_order")]


class Influence(models.Model):
    """One person of the group moves another's mind; ``until`` is null while it holds."""

    opportunity = models.ForeignKey("buying.Opportunity", models.CASCADE, related_name="influences")
    who = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    whom = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "who", "whom"], condition=Q(until=None), name="influence_once"
            ),
            models.CheckConstraint(condition=~Q(who=F("whom")), name="influence_of_another"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="influence_ends_after"),
        ]
