from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('editorial', '0019_find_acts_by_kind'),
    ]

    operations = [
        migrations.AddField(
            model_name='interestwaiver',
            name='sentences',
            field=models.JSONField(default=list, help_text='A digest of each sentence in which it was named.'),
        ),
    ]
