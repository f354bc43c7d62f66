"""What a WSGI server runs."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

try:
    application = get_wsgi_application()
except ImproperlyConfigured as problem:
    sys.exit(f"newsroom: {problem}")

if settings.EMBEDDED_WORKER:
    from newsroom import rounds

    rounds.start_in_server()
