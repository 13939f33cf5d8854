"""The form in which staff write a topic."""

from django import forms

from newsletter.topics.models import Topic
from privacy.inventory.collecting import staff_form


@staff_form
class TopicForm(forms.ModelForm):
    """Key, title in each language, place in the list."""

    class Meta:
        model = Topic
        fields = ("key", "title", "order", "is_in_use")
