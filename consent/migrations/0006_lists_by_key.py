"""Indexes for the lists of the administration, which are paged by key, and for each of their filters."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consent', '0005_journalled'),
        ('privacy', '0010_lists_by_key'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='consentrecord',
            index=models.Index(fields=['given_at', 'id'], name='consent_by_time'),
        ),
        migrations.AddIndex(
            model_name='consentrecord',
            index=models.Index(fields=['language', 'given_at'], name='consent_by_language'),
        ),
        migrations.AddIndex(
            model_name='consentrecord',
            index=models.Index(fields=['surface', 'given_at'], name='consent_by_surface'),
        ),
        migrations.AddIndex(
            model_name='consentrecord',
            index=models.Index(fields=['control', 'given_at'], name='consent_by_control'),
        ),
    ]
