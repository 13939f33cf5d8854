"""Rows of several people, as sites have them: one of each kind that an erasure can get wrong."""

from datetime import UTC, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from privacy.inventory.declarations import Retention, personal, provided
from privacy.inventory.enums import NotPersonal
from privacy.inventory.subjects import owner
from privacy.restriction.guard import GuardedManager

LAST = datetime(2100, 1, 1, tzinfo=UTC)
INTERNAL = {
    "id": NotPersonal.REFERENCE,
    "made_at": NotPersonal.PLUMBING,
    "retain_until": NotPersonal.PLUMBING,
}


class Kept(models.Model):
    made_at = models.DateTimeField(default=timezone.now)
    retain_until = models.DateTimeField(db_index=True, null=True)

    objects = GuardedManager()
    stored = models.Manager()

    class Meta:
        abstract = True


class Member(Kept):
    email = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=100, blank=True)
    avatar = models.FileField(upload_to="avatars", blank=True)


class Post(Kept):
    """1. An answer in a thread."""

    author = models.ForeignKey(Member, models.CASCADE, null=True, related_name="posts")
    author_name = models.CharField(max_length=100, blank=True)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="answers")
    text = models.TextField()


class Question(Kept):
    """1 again, by a key that cannot be empty."""

    author = models.ForeignKey(Member, models.CASCADE, null=True)
    text = models.TextField(blank=True)


class Answer(Kept):
    author = models.ForeignKey(Member, models.CASCADE, null=True)
    question = models.ForeignKey(Question, models.CASCADE)
    text = models.TextField(blank=True)


class PrivateMessage(Kept):
    """2. A message of two."""

    sender = models.ForeignKey(Member, models.CASCADE, null=True, related_name="sent")
    sender_name = models.CharField(max_length=100, blank=True)
    recipient = models.ForeignKey(Member, models.CASCADE, null=True, related_name="received")
    recipient_name = models.CharField(max_length=100, blank=True)
    text = models.TextField()


class Group(Kept):
    """3. A group, which ends with its last owner."""

    title = models.CharField(max_length=100, blank=True)


class Membership(Kept):
    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    member = models.ForeignKey(Member, models.CASCADE, related_name="memberships")
    is_owner = models.BooleanField(default=True)


class GroupMessage(Kept):
    group = models.ForeignKey(Group, models.CASCADE, related_name="messages")
    sender = models.ForeignKey(Member, models.CASCADE, null=True)
    text = models.TextField(blank=True)


class ClientRecord(Kept):
    """4. What an adviser keeps of a client."""

    client_email = models.CharField(max_length=100)
    adviser = models.ForeignKey(Member, models.CASCADE, null=True)
    notes = models.TextField(blank=True)


class Assessment(Kept):
    """5. Its subject may read it and not learn who wrote it."""

    about = models.ForeignKey(Member, models.CASCADE, null=True, related_name="assessments")
    author = models.ForeignKey(Member, models.CASCADE, null=True, related_name="assessed")
    author_name = models.CharField(max_length=100, blank=True)
    text = models.TextField(blank=True)


@personal(
    title="Guests",
    purpose="club",
    subjects=(owner("email"),),
    retention=Retention(rule="club.rows", start="made_at"),
    fields={"email": provided("Address"), "name": provided("Name"), "allergy": provided("Allergy")},
    internal=INTERNAL,
)
class Guest(Kept):
    """6. A person who exists as text only."""

    email = models.TextField()
    name = models.CharField(max_length=100, blank=True)
    allergy = models.TextField(blank=True)


class Order(Kept):
    member = models.ForeignKey(Member, models.CASCADE)
    goods = models.TextField(blank=True)


class Invoice(Kept):
    """7. Kept by the Bookkeeping Act; its order, and with that its member, by keys that cannot be empty."""

    order = models.ForeignKey(Order, models.CASCADE, null=True)
    billing_email = models.CharField(max_length=100, blank=True)
    restricted_at = models.DateTimeField(null=True)


class Channel(Kept):
    """Where to send what: an address somewhere in JSON, one in a text that is JSON, and some in a list."""

    name = models.CharField(max_length=100, blank=True)
    settings = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    watchers = ArrayField(models.CharField(max_length=100), default=list)


class Occasion(Kept):
    """What somebody invites to."""

    host = models.ForeignKey(Member, models.CASCADE)
    title = models.CharField(max_length=100, blank=True)


class Invitation(Kept):
    """A row between, of a member and of whoever comes along, who is an address alone; it ends with the occasion."""

    occasion = models.ForeignKey(Occasion, models.CASCADE)
    guest = models.ForeignKey(Member, models.CASCADE, null=True)
    companion = models.CharField(max_length=100, blank=True)
    diet = models.TextField(blank=True)


class Trainer(Member):
    """A table whose end is a column of the table that it continues."""

    badge = models.CharField(max_length=20, blank=True)


class MemberHistory(models.Model):
    """What a library of history writes: the columns of the row, without its keys."""

    history_id = models.AutoField(primary_key=True)
    id = models.BigIntegerField(db_index=True)
    email = models.CharField(max_length=100)
    changed_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = GuardedManager()
    stored = models.Manager()


class Nickname(Kept):
    """A key that somebody chose."""

    nickname = models.CharField(max_length=60, primary_key=True)
    member = models.ForeignKey(Member, models.CASCADE, null=True)
    friends = models.ManyToManyField(Member, related_name="+")


class Visit(Kept):
    """A row whose key only the database knows, and which goes with its member."""

    member_number = models.BigIntegerField(null=True)
