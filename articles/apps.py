from django.apps import AppConfig


class Articles(AppConfig):
    name = "articles"
