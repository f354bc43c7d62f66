from django.apps import AppConfig
from django.core import checks


class Articles(AppConfig):
    name = "articles"

    def ready(self) -> None:
        from articles import search  # noqa: PLC0415 -- app ready

        checks.register(search.check_server, checks.Tags.database)
