from django.db import migrations


class Migration(migrations.Migration):
    """Case numbers come from a sequence: they may have gaps, document numbers may not."""

    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE IF NOT EXISTS cases_case_number",
            "DROP SEQUENCE IF EXISTS cases_case_number",
        )
    ]
