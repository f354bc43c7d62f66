from django.apps import AppConfig


class Authors(AppConfig):
    name = "authors"
