"""Admin page of the topics. A topic is taken out of use and not deleted: subscriptions name it."""

from django.contrib import admin
from django.http import HttpRequest

from newsletter.topics.forms import TopicForm
from newsletter.topics.models import Topic
from privacy.register.admin import KeyedAdmin


@admin.register(Topic)
class TopicAdmin(KeyedAdmin):
    form = TopicForm
    list_display = ("__str__", "is_in_use", "order")

    def has_delete_permission(self, request: HttpRequest, obj: Topic | None = None) -> bool:
        return False
