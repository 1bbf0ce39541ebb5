"""Whoever takes part in an opportunity is a member of its group, in the decision of the stage it is in."""

from django.db import migrations

BATCH = 1000


def name(apps, schema_editor):
    member = apps.get_model("groups", "Member")
    opportunity = apps.get_model("buying", "Opportunity")
    change = apps.get_model("buying", "StageChange")
    through = opportunity.people.through.objects.order_by("id")
    decisions = {}
    stages = change.objects.exclude(decision="").order_by("happened_at", "id")
    with_people = through.values("opportunity_id")
    for opportunity_id, decision in stages.filter(opportunity_id__in=with_people).values_list("opportunity_id", "decision"):
        decisions[opportunity_id] = decision
    recorded = dict(opportunity.objects.filter(pk__in=with_people).values_list("pk", "created_at"))
    rows = (
        member(
            opportunity_id=one.opportunity_id, person_id=one.person_id, origin="assumed",
            decision=decisions.get(one.opportunity_id, "start_project"), recorded_at=recorded[one.opportunity_id],
        )
        for one in through.iterator(BATCH)
    )
    member.objects.bulk_create(rows, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_initial")]
    operations = [migrations.RunPython(name, migrations.RunPython.noop)]
