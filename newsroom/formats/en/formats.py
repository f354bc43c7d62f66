"""How the admin's lists say when: "23 November 2026, 10:00 ICT"."""

from __future__ import annotations

from django.conf import settings

_ZONE = "".join(f"\\{letter}" for letter in settings.PAPER_ZONE_NAME)

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = f"j F Y, H:i {_ZONE}"
