#!/usr/bin/env python
"""The newsroom's command line."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        from django.conf import settings

        settings.INSTALLED_APPS  # noqa: B018 -- reads the settings, so a bad value speaks first
    except ImproperlyConfigured as problem:
        sys.exit(f"newsroom: {problem}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
