from django.urls import URLPattern, URLResolver

app_name = "dsar"
urlpatterns: list[URLPattern | URLResolver] = []
