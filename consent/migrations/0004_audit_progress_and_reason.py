"""How far an audit is, and why one compared nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consent', '0003_ended_stays_ended'),
    ]

    operations = [
        migrations.AddField(
            model_name='auditrun',
            name='has_stand_ins',
            field=models.BooleanField(default=False, verbose_name='stand-ins played the vendors'),
        ),
        migrations.AddField(
            model_name='auditrun',
            name='planned_count',
            field=models.PositiveIntegerField(default=0, verbose_name='planned page visits'),
        ),
        migrations.AddField(
            model_name='auditrun',
            name='progressed_at',
            field=models.DateTimeField(null=True, verbose_name='last sign of progress'),
        ),
        migrations.AddField(
            model_name='auditrun',
            name='reason',
            field=models.CharField(blank=True, choices=[('not-ours', 'The address is not that of this installation, so there is no register to compare with.'), ('no-register', 'No register is in force: publish the policy first.'), ('other-register', 'What answers at the address does not publish the register in force here: it is another site or database.'), ('no-page', 'No page of the site could be opened.'), ('elsewhere', 'Every page leads to another site.'), ('no-choice', 'No choice could be made on the page of choices.'), ('incomplete', 'No visit was complete: time ran out before the pages of a single state were visited.')], max_length=16, verbose_name='why nothing was compared'),
        ),
        migrations.AlterField(
            model_name='auditrun',
            name='outcome',
            field=models.CharField(choices=[('waiting', 'waits for the worker'), ('running', 'under way'), ('agrees', 'declared and found agree'), ('differs', 'declared and found differ'), ('partly', 'no difference, but not everything was compared'), ('nothing', 'nothing was compared'), ('skipped', 'skipped: no browser is installed'), ('failed', 'did not come to an end')], default='running', max_length=8, verbose_name='outcome'),
        ),
    ]
