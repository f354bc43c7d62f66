import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from deploy import make
from newsroom.environment import Environment

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "k" * 50,
    "SITE_URL": "https://paper.example",
    "EMAIL_URL": "smtp://localhost:25",
}


def manage(folder, **changes):
    """``manage.py check`` as a newcomer starts it, with production's settings."""
    ours = {**GOOD, "DATA_DIR": str(folder), **changes}
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=kept | {name: value for name, value in ours.items() if value is not None},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"SECRET_KEY": None},
            "newsroom: SECRET_KEY is not set. See docs/operating.md.\n",
        ),
        ({"DEBUG": "perhaps"}, "newsroom: DEBUG must be 1 or 0, not 'perhaps'.\n"),
        (
            {"DATABASE_URL": "mysql://x/y"},
            "newsroom: DATABASE_URL must begin with sqlite:// or postgres://.\n",
        ),
        ({"LOG_LEVEL": "LOUD"}, "newsroom: LOG_LEVEL: there is no 'LOUD'.\n"),
    ],
)
def test_a_bad_value_is_refused_at_start_with_one_line(tmp_path, changes, sentence):
    done = manage(tmp_path, **changes)

    assert done.returncode == 1
    assert done.stderr == sentence


def test_the_same_line_is_said_by_the_server(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", "import newsroom.wsgi"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 1
    assert done.stderr == "newsroom: SECRET_KEY is not set. See docs/operating.md.\n"


def test_a_folder_that_cannot_be_ours_is_named(tmp_path):
    file = tmp_path / "taken"
    file.write_text("")

    with pytest.raises(ImproperlyConfigured, match=r"DATA_DIR: .*taken/data cannot be"):
        Environment({"DATA_DIR": f"{file}/data"}).folder("DATA_DIR", default=tmp_path)


@pytest.mark.parametrize("value", ["", "   ", "short"])
def test_a_secret_is_demanded_and_must_be_long(value):
    with pytest.raises(ImproperlyConfigured, match=r"^SECRET_KEY is "):
        Environment({"SECRET_KEY": value}).secret("SECRET_KEY")


@pytest.mark.parametrize(
    "value",
    [
        "paper.example",
        "ftp://paper.example",
        "https://",
        "https://paper.example/opinion",
        "https://paper.example?a=b",
        "https://ines:secret@paper.example",
        "https://paper.example:99999",
        "https://[paper",
    ],
)
def test_an_address_that_is_not_a_sites_is_refused(value):
    with pytest.raises(
        ImproperlyConfigured, match=r"^SITE_URL must look like https://"
    ):
        Environment({"SITE_URL": value}).site_url("SITE_URL", default=None)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("https://Paper.Example/", "https://paper.example"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_a_sites_address_is_kept_bare(value, kept):
    env = Environment({"SITE_URL": value})

    assert env.site_url("SITE_URL", default=None) == kept


@pytest.mark.parametrize(
    ("read", "name", "value"),
    [
        (Environment.database, "DATABASE_URL", "postgres://paper:p@ss@host:port/db"),
        (Environment.database, "DATABASE_URL", ":memory:"),
        (Environment.cache, "CACHE_URL", "memory"),
        (Environment.cache, "CACHE_URL", "memcachedish://x"),
        (Environment.mail, "EMAIL_URL", "mail.example"),
        (Environment.mail, "EMAIL_URL", "smtp://mail.example:port"),
    ],
)
def test_an_address_of_a_service_that_makes_no_sense_is_refused(read, name, value):
    with pytest.raises(ImproperlyConfigured, match=f"^{name} ") as refusal:
        read(Environment({name: value}), "x")

    assert "p@ss" not in str(refusal.value)


@pytest.mark.parametrize("value", ["1", "true", "YES", " on "])
def test_a_flag_may_be_said_in_several_ways(value):
    assert Environment({"DEBUG": value}).flag("DEBUG", default=False) is True


def test_sqlite_is_set_up_for_several_writers():
    config = Environment({}).database("sqlite:///paper.sqlite3")

    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in config["OPTIONS"]["init_command"]


def test_a_demos_mail_needs_no_server():
    config = Environment({}).mail("demomail://")

    assert config == {"EMAIL_BACKEND": "newsroom.demo_mail.Folder"}


def settings_read():
    """The variables that the settings ask the environment for."""
    files = ["newsroom/settings.py", "newsroom/environment.py"]
    text = "".join((ROOT / file).read_text() for file in files)
    return set(re.findall(r'(?:env|self)\.\w+\(\s*"([A-Z][A-Z_]+)"', text))


def test_every_variable_is_in_the_operators_handbook_and_no_other():
    handbook = (ROOT / "docs" / "operating.md").read_text()
    listed = set(re.findall(r"^\| `([A-Z_]+)`", handbook, flags=re.MULTILINE))

    assert settings_read() == listed


def test_every_command_of_ours_is_in_the_handbook():
    handbook = (ROOT / "docs" / "operating.md").read_text()
    ours = {
        file.stem for file in (ROOT / "newsroom/management/commands").glob("[a-z]*.py")
    }

    assert ours <= set(re.findall(r"`([a-z_]+)`", handbook))


def test_the_demo_and_the_tests_start_without_any_variable_of_a_real_paper():
    assert set(make.SETTINGS) == settings_read()
