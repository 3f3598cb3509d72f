from django.db import migrations, models


def asked_when_made(apps, schema_editor):
    """Until now a signature counted as asked for when the charter was submitted."""
    slots = apps.get_model("scoping", "Slot").objects.using(schema_editor.connection.alias)
    slots.update(asked_at=models.F("created_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('scoping', '0006_brought_in'),
    ]

    operations = [
        migrations.AddField(
            model_name='slot',
            name='asked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(asked_when_made, migrations.RunPython.noop),
    ]
