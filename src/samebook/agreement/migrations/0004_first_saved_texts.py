"""Every edition that is there already begins its history with the text it has."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def begin_histories(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    edition, saved = apps.get_model("agreement", "Edition"), apps.get_model("agreement", "Saved")
    for each in edition.objects.filter(saved_texts=None).iterator(chunk_size=50):
        saved.objects.create(
            edition=each,
            number=1,
            text=each.text,
            content_hash=each.content_hash,
            author_id=each.author_id,
            saved_at=each.created_at,
        )


class Migration(migrations.Migration):
    dependencies = [("agreement", "0003_negotiation")]
    operations = [migrations.RunPython(begin_histories, migrations.RunPython.noop)]
