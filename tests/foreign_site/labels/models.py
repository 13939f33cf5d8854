from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from privacy.restriction.guard import GuardedManager


class Label(models.Model):
    """A word that somebody put on something."""

    word = models.SlugField()
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    put_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = GuardedManager()
    stored = models.Manager()
