"""Keep beside the entries that are there what follows from them, as later ones have it from the beginning."""

from datetime import UTC, datetime, time

from django.db import migrations
from django.db.models import Count, F, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

BATCH = 1000


def keep(apps, schema_editor):
    change, opportunity, closing = (
        apps.get_model("buying", name) for name in ("StageChange", "Opportunity", "Closing")
    )
    closed = opportunity.objects.exclude(closed_on=None).only("outcome", "outcome_reason", "closed_on", "origin", "created_at")
    rows = (
        closing(
            opportunity_id=each.pk, outcome=each.outcome, reason=each.outcome_reason, closed_on=each.closed_on,
            closed_at=datetime.combine(each.closed_on, time(), UTC), recorded_at=each.created_at,
            origin="import" if each.origin == "import" else "person",
        )
        for each in closed.iterator(BATCH)
    )
    closing.objects.bulk_create(rows, batch_size=BATCH)
    own = change.objects.filter(opportunity=OuterRef("opportunity"))
    after = own.filter(happened_at__gt=OuterRef("happened_at")).order_by("happened_at").values("happened_at")[:1]
    ends = closing.objects.filter(opportunity=OuterRef("opportunity")).values("closed_at")[:1]
    before = own.filter(stage=OuterRef("stage"), happened_at__lt=OuterRef("happened_at")).order_by().values("stage")
    change.objects.update(
        left_at=Coalesce(Subquery(after), Subquery(ends)),
        visit=Coalesce(Subquery(before.annotate(n=Count("id")).values("n"), output_field=IntegerField()), Value(0)) + 1,
    )
    change.objects.filter(left_at__lt=F("happened_at")).update(left_at=Greatest("left_at", "happened_at"))
    entered = change.objects.filter(opportunity=OuterRef("pk")).order_by("-happened_at").values("happened_at")[:1]
    opportunity.objects.update(stage_entered_at=Subquery(entered))


class Migration(migrations.Migration):
    dependencies = [("buying", "0002_in_full")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
