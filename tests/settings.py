"""The newsroom's settings with a throw-away environment, for the tests."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("SECRET_KEY", "for-the-tests-only-" + "x" * 40)
os.environ.setdefault("SITE_URL", "http://testserver")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("EMAIL_URL", "memorymail://")
if "DATA_DIR" not in os.environ:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="newsroom-tests-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
os.environ.setdefault("LOG_LEVEL", "ERROR")

from newsroom.settings import *  # noqa: F403
from newsroom.settings import DATA_DIR, DATABASES, MIDDLEWARE, STORAGES

MIDDLEWARE.insert(0, "tests.journeys.gate.only_this_test")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
UNDO_MINUTES = 0  # the tests of undoing wait for it; the others need not
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # a file, so that a live server's threads have connections of their own
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
