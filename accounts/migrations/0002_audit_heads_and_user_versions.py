"""Where each audit chain ends, and which version of a person's profile a form saw."""

import django.db.models.deletion
from django.db import migrations, models


def end_existing_chains(apps, schema_editor):
    """Write the head of every chain that exists already."""
    events = apps.get_model("accounts", "AuditEvent").objects
    heads = apps.get_model("accounts", "AuditHead").objects
    organizations = events.order_by().values_list("organization_id", flat=True).distinct()
    for organization_id in list(organizations):
        last = events.filter(organization_id=organization_id).order_by("-sequence").first()
        heads.create(organization_id=organization_id, sequence=last.sequence, hash=last.hash)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveIntegerField()),
                ("hash", models.CharField(max_length=64)),
                (
                    "organization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="audit_head",
                        to="accounts.organization",
                    ),
                ),
            ],
        ),
        migrations.RunPython(end_existing_chains, migrations.RunPython.noop),
    ]
