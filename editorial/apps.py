from django.apps import AppConfig


class Editorial(AppConfig):
    name = "editorial"
