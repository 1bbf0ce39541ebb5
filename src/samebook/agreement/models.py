"""Editions of the Book, what was said about their clauses, and the signatures that put them in force."""

from django.db import models
from django.db.models import F, Q

from samebook.agreement.terms import CounterState, Side, State


class Edition(models.Model):
    """One text of the Book. From proposal on its bytes are fixed: ``content_hash`` is theirs (SHA-256, LF).

    In force from ``in_force_from`` until ``in_force_until`` (null: still). Terms are never backdated. ``sign_by`` is
    when both sides want to have signed (null: no day was named); ``reminded_at`` when those who had not were reminded.
    ``scope`` is the text's own (``company``, ``country FR``, ``unit dach``), ``scope_name`` what people call it (empty:
    the company). ``inherits`` is the edition above whose clauses it took, for a scope below the company.
    ``end_side`` is the side that has asked to end it (empty: none has); it ends when the other agrees.
    """

    number = models.PositiveIntegerField(null=True, unique=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    content_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State.choices(), default=State.DRAFT.value)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="drafts")
    author = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="editions")
    created_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True)
    in_force_from = models.DateTimeField(null=True)
    in_force_until = models.DateTimeField(null=True)
    sign_by = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    scope = models.CharField(max_length=60, default="company")
    scope_name = models.CharField(max_length=100, default="")
    inherits = models.ForeignKey("self", models.PROTECT, null=True, related_name="inherited_by")
    end_side = models.CharField(max_length=10, choices=Side.choices(), default="")
    end_asked_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    end_asked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope"], condition=Q(state="in_force"), name="edition_one_in_force"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "proposed", "withdrawn"]) | Q(number__isnull=False),
                name="edition_signed_has_number",
            ),
        ]

    def __str__(self) -> str:
        return self.named or self.called

    @property
    def called(self) -> str:
        """Its title, with where it holds: ``Sales and marketing agreement · France``."""
        return f"{self.title}{self._where}"

    @property
    def named(self) -> str:
        """``Edition 3``, ``Edition 3 · France``; empty before it has a number."""
        return f"Edition {self.number}{self._where}" if self.number else ""

    @property
    def short(self) -> str:
        """``3``, ``3 · France``; empty before it has a number."""
        return self.named.removeprefix("Edition ")

    @property
    def _where(self) -> str:
        return f" · {self.scope_name}" if self.scope_name else ""


class Saved(models.Model):
    """One text that a draft had, kept for good: who wrote it, when and why. Numbered from 1 within the edition."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="saved_texts")
    number = models.PositiveIntegerField()
    text = models.TextField()
    content_hash = models.CharField(max_length=64)
    author = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField()
    reason = models.CharField(max_length=500, default="")

    class Meta:
        verbose_name_plural = "saved texts"
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="saved_once_a_number")]


class Comment(models.Model):
    """What one side says about a clause (empty: about the edition). Open until that side calls it settled."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="comments")
    clause = models.CharField(max_length=200, default="")
    side = models.CharField(max_length=10, choices=Side.choices())
    author = models.ForeignKey("company.User", models.PROTECT, related_name="+")
    text = models.TextField()
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")


class CounterProposal(models.Model):
    """One side's text for a clause: ``before`` as it stood, ``proposed`` as it is to say, both without indentation.

    ``says_before`` and ``says_proposed`` are their sentences; empty where a clause has none.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="counter_proposals")
    clause = models.CharField(max_length=200)
    side = models.CharField(max_length=10, choices=Side.choices())
    author = models.ForeignKey("company.User", models.PROTECT, related_name="+")
    before = models.TextField()
    proposed = models.TextField()
    says_before = models.TextField(default="")
    says_proposed = models.TextField(default="")
    reason = models.CharField(max_length=500)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=CounterState.choices(), default=CounterState.OPEN.value)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=500, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | Q(decided_at__isnull=False), name="counter_proposal_decided_when"
            )
        ]


class Delegation(models.Model):
    """Who signs for somebody while that one is absent, both days included; ended early at ``ended_at``."""

    user = models.ForeignKey("company.User", models.PROTECT, related_name="delegations")
    delegate = models.ForeignKey("company.User", models.PROTECT, related_name="stands_in")
    side = models.CharField(max_length=10, choices=Side.choices())
    from_date = models.DateField()
    until_date = models.DateField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_date__gte=F("from_date")), name="delegation_days_in_order"),
            models.CheckConstraint(condition=~Q(user=F("delegate")), name="delegation_to_another"),
        ]


class Signature(models.Model):
    """One side's word for one text; it holds only while the edition's hash is the one that was signed.

    ``for_user`` is whom the signer stood in for (null: the signer's own word). ``voided_at`` is when the proposal was
    amended; a void signature stays on record and counts for nothing.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=10, choices=Side.choices())
    user = models.ForeignKey("company.User", models.PROTECT, related_name="signatures")
    for_user = models.ForeignKey("company.User", models.PROTECT, null=True, related_name="signed_for")
    content_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "side"], condition=Q(voided_at=None), name="signature_once_a_side"
            ),
            models.UniqueConstraint(
                fields=["edition", "user"], condition=Q(voided_at=None), name="signature_once_a_person"
            ),
        ]

    @property
    def by(self) -> str:
        """Who signed, and in whose place."""
        return f"{self.user.name} for {self.for_user.name}" if self.for_user else self.user.name
