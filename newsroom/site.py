"""The desk's own admin site."""

from __future__ import annotations

from django.contrib import admin


class Desk(admin.AdminSite):
    site_header = "Desk"
    site_title = "Desk"
    index_title = "Board"
