"""Mounts the apps; nothing else lives here."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from editorial.contribute import described, interests, preview
from editorial.contribute.profile import profile
from editorial.desk import subscribe
from newsroom import mail_in
from newsroom.health import healthz

urlpatterns = [
    path("admin/", admin.site.urls),
    path("mail/inbound/<slug:service>/", mail_in.deliver, name="mail_in"),
    path("mail/events/<slug:service>/", mail_in.events, name="mail_events"),
    path("healthz", healthz, name="healthz"),
    path("", include("editorial.editor")),
    path("contribute/", include("editorial.urls")),
    path("calendar/<str:key>.ics", subscribe.feed, name="calendar_feed"),
    path("preview/<str:key>/", preview.preview, name="preview"),
    path(
        "preview/<str:key>/picture/<uuid:uuid>.webp",
        preview.picture,
        name="preview_picture",
    ),
    path(
        "preview/<str:key>/portrait/<uuid:uuid>.webp",
        preview.portrait,
        name="preview_portrait",
    ),
    path("account/profile/", profile, name="account_profile"),
    path("account/profile/interests/", interests.add, name="add_interest"),
    path("account/profile/interests/<int:pk>/", interests.end, name="end_interest"),
    path("account/profile/described/", described.describe, name="describe"),
    path("account/", include("authors.urls")),
    path("", include("articles.urls")),  # last: the readers' own
]

if settings.DEBUG:  # a stranger may read every mail there
    urlpatterns += [path("demo/mail/", include("newsroom.demo_mail"))]
