"""Mounts the apps; nothing else lives here."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from editorial.contribute.profile import profile
from newsroom import mail_in
from newsroom.health import healthz

urlpatterns = [
    path("admin/", admin.site.urls),
    path("mail/inbound/<slug:service>/", mail_in.deliver, name="mail_in"),
    path("healthz", healthz, name="healthz"),
    path("", include("editorial.editor")),
    path("contribute/", include("editorial.urls")),
    path("account/profile/", profile, name="account_profile"),
    path("account/", include("authors.urls")),
    path("", include("articles.urls")),  # last: the readers' own
]

if settings.DEBUG:  # a stranger may read every mail there
    urlpatterns += [path("demo/mail/", include("newsroom.demo_mail"))]
