"""The project as an app, and the admin with our own site."""

from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate

from newsroom.frozen import freeze


class Newsroom(AppConfig):
    name = "newsroom"

    def ready(self) -> None:
        from newsroom import mail_in  # noqa: PLC0415 -- app ready

        mail_in.listen()
        # told once for each app with models, when all are migrated: one of them will do
        editorial = apps.get_app_config("editorial")
        post_migrate.connect(freeze, sender=editorial, dispatch_uid="newsroom.frozen")


class DeskSite(AdminConfig):
    default_site = "newsroom.site.Desk"
