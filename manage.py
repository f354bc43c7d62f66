#!/usr/bin/env python
"""The newsroom's command line."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        settings.INSTALLED_APPS  # noqa: B018 -- a bad value speaks before any command
    except ImproperlyConfigured as problem:
        sys.exit(f"newsroom: {problem}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
