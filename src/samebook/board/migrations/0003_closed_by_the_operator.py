import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from samebook.board import guards


def install(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in guards.install(editor.connection.vendor):
        editor.execute(statement, params=None)


def remove(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in guards.remove(editor.connection.vendor):
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    """SQLite makes a table anew to alter it, which loses its triggers: they are taken away before, and set up after."""

    dependencies = [
        ("board", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RunPython(remove, install),
        migrations.AlterField(
            model_name="closedperiod",
            name="closed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            model_name="restatement",
            name="made_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.RunPython(install, remove),
    ]
