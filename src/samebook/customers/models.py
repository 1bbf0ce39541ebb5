"""What customers bought."""

from django.db import models
from django.db.models import Q


class Order(models.Model):
    """One order of one account on one day; a refund is an order below zero."""

    external_id = models.CharField(max_length=100, null=True)
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="orders")
    opportunity = models.ForeignKey("buying.Opportunity", models.PROTECT, null=True, related_name="orders")
    ordered_on = models.DateField()
    product = models.CharField(max_length=100, default="", blank=True)
    amount = models.DecimalField(max_digits=17, decimal_places=2)
    currency = models.ForeignKey("company.Currency", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["external_id"], name="order_external_id"),
            models.CheckConstraint(condition=Q(amount__gt=-(10**15), amount__lt=10**15), name="order_in_range"),
        ]
        indexes = [models.Index(fields=["account", "ordered_on"], name="order_account")]


class SurveyAnswer(models.Model):
    """One person who was asked in one survey, with what they answered.

    ``score`` is 0 to 10, null without an answer or when they wrote without giving one. ``answered_on`` is null until
    an answer came, ``asked_on`` when the file does not say. Who was asked may be unknown. ``comment`` is personal: it
    is in no snapshot and goes when its person is erased.
    """

    external_id = models.CharField(max_length=100, null=True)
    survey = models.CharField(max_length=60)
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="survey_answers")
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="survey_answers")
    asked_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    score = models.SmallIntegerField(null=True)
    comment = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["external_id"], name="survey_answer_external_id"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__gte=0, score__lte=10), name="survey_score_range"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=False) | Q(score=None, comment=""), name="survey_answer_has_day"
            ),
            models.CheckConstraint(
                condition=Q(asked_on__isnull=False) | Q(answered_on__isnull=False), name="survey_answer_has_some_day"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "answered_on"], name="survey_answer_account"),
            models.Index(fields=["person"], name="survey_answer_person"),
        ]

    def __str__(self) -> str:
        return self.survey
