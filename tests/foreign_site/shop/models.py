from django.contrib.auth.models import AbstractUser
from django.db import models


class Account(AbstractUser):
    """Whoever works in the shop."""


class Article(models.Model):
    title = models.CharField(max_length=100)
