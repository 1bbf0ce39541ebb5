from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from samebook.launches import guards


def install(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in guards.install(editor.connection.vendor):
        editor.execute(statement, params=None)


def remove(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in guards.remove(editor.connection.vendor):
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("launches", "0001_launches")]
    operations = [migrations.RunPython(install, remove)]
