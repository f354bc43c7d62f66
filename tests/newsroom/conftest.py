import io
from contextlib import redirect_stderr

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """The demo newsroom is loaded, once for the file; what the command said."""
    import newsroom.urls  # noqa: F401 -- its pages for the demo alone stay unmounted

    out = io.StringIO()
    with (
        django_db_blocker.unblock(),
        override_settings(DEBUG=True),
        transaction.atomic(),
        redirect_stderr(io.StringIO()),
    ):
        call_command("demo", stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)
