"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.template import engines
from django.urls import URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ["authors", "articles", "editorial", "newsroom"]  # from the ground up
OURS = [
    file
    for room in ROOMS
    for file in sorted((ROOT / room).rglob("*.py"))
    if "migrations" not in file.parts
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def name_of(path):
    return str(path.relative_to(ROOT))


def calls(file):
    tree = ast.parse(file.read_text())
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def called(call):
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def test_relations_point_down():
    level = {room: height for height, room in enumerate(ROOMS)}

    upwards = [
        f"{model.__name__}.{field.name} → {field.related_model.__name__}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if model._meta.app_label in level
        and field.is_relation
        and not field.auto_created
        and field.related_model._meta.app_label in level
        and level[field.related_model._meta.app_label] > level[model._meta.app_label]
    ]

    assert upwards == []


def sets_a_status(node, in_models):
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = getattr(node, "targets", None) or [node.target]
        return any(
            isinstance(target, ast.Attribute)
            and target.attr == "status"
            # outside the models ``self`` is an exception or a form
            and (in_models or getattr(target.value, "id", "") != "self")
            for target in targets
        )
    if isinstance(node, ast.Call):
        writers = {"create", "get_or_create", "update", "update_or_create"}
        is_written = any(keyword.arg == "status" for keyword in node.keywords)
        named = [getattr(word, "value", None) for word in node.args]
        return (is_written and called(node) in {*writers, "Submission"}) or (
            called(node) == "setattr" and "status" in named
        )
    return False


def test_only_the_workflow_moves_a_piece():
    """Anywhere else nothing sets, updates or creates a ``status``."""
    found = [
        f"{name_of(file)}:{node.lineno}"
        for file in OURS
        if file != ROOT / "editorial" / "workflow.py"
        for node in ast.walk(ast.parse(file.read_text()))
        if sets_a_status(node, in_models="models" in str(file))
    ]

    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "piece.status = Status.CLEARED",
        "Submission.objects.filter(pk=1).update(status='cleared')",
        "Submission.objects.create(status=Status.ACCEPTED)",
        "Submission(status='draft')",
        "setattr(piece, 'status', 'draft')",
    ],
)
def test_a_move_past_the_workflow_would_be_seen(line):
    nodes = ast.walk(ast.parse(line))

    assert any(sets_a_status(node, in_models=False) for node in nodes)


def test_no_save_is_overridden_and_no_signal_of_ours_is_sent():
    found = [
        f"{name_of(file)}: {part.name}.save"
        for file in OURS
        for part in ast.walk(ast.parse(file.read_text()))
        if isinstance(part, ast.ClassDef)
        and any(getattr(base, "attr", "") == "Model" for base in part.bases)
        and any(getattr(member, "name", "") == "save" for member in part.body)
    ]
    found += [
        f"{name_of(file)}: receiver"
        for file in OURS
        for call in calls(file)
        if called(call) in {"receiver", "Signal"}
    ]

    assert found == []


def test_text_is_declared_safe_in_one_place_only():
    """What readers get as HTML has passed the one sanitiser."""
    found = [
        f"{name_of(file)}:{call.lineno}"
        for file in OURS
        if "markup" not in file.parts and file.stem != "markup"
        for call in calls(file)
        if called(call) in {"mark_safe", "SafeString", "SafeText", "__html__"}
    ]
    raw = re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off")
    found += [name_of(file) for file in TEMPLATES if raw.search(file.read_text())]

    assert found == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a script in the page", r"<script(?![^>]*\b(src=|type=\"[\w/+-]*json\"))"),
        ("a style in the page", r"<style\b|\sstyle="),
        ("a script in an attribute", r"\son[a-z]+\s*=\s*[\"'{]"),
        ("a link that is a script", r"javascript:"),
        ("a file of another host", r"(src|href)=[\"'](https?:)?//\S+\.(js|css|woff)"),
    ],
)
def test_no_template_holds(what, pattern):
    holds = re.compile(pattern, re.IGNORECASE)

    found = {name_of(t) for t in TEMPLATES if holds.search(t.read_text())}

    # a page in a zip takes its looks along; it is served to nobody
    zipped = {"templates/editorial/evidence/_head.html"}
    assert found == (zipped if what == "a style in the page" else set())


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_every_template_can_be_read(template):
    engines["django"].from_string(template.read_text())


def walk(patterns, prefix=""):
    """Every address of the project, with 1 for each of its variable parts."""
    for entry in patterns:
        here = prefix + re.sub(r"<[^>]+>", "1", str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from walk(entry.url_patterns, here)
        elif not here.endswith("$"):
            yield f"/{here}", entry


def desk_addresses():
    return sorted(
        address
        for address, entry in walk(get_resolver().url_patterns)
        if address.startswith("/admin/") and entry.name not in {"login", "logout"}
    )


def test_the_desk_has_addresses_to_guard():
    assert "/admin/" in desk_addresses()


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_desk_address_refuses_a_stranger(client, method, ines):
    """Nobody signed in, and then a contributor: neither gets past the door."""
    open_doors = []
    for person in (None, ines):
        if person:
            client.force_login(person)
        for address in desk_addresses():
            answer = getattr(client, method)(address)
            is_sent_away = answer.status_code == 302 and "login" in answer.url
            if not is_sent_away and answer.status_code not in {403, 405}:
                open_doors.append(f"{address}: {answer.status_code} for {person}")

    assert open_doors == []


def project_files():
    """What is in the project, whether or not this is a clone."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        ).stdout.split("\0")
        return [ROOT / name for name in listed if name and (ROOT / name).is_file()]
    except (OSError, subprocess.CalledProcessError):
        left_out = {".venv", "var", "__pycache__", ".git"}
        return [
            file
            for file in ROOT.rglob("*")
            if file.is_file() and not left_out & set(file.parts)
        ]


def test_no_file_knows_the_machine_it_was_written_on():
    ours = "|".join(["root", "work", "home/[a-z]+", "Users/[A-Za-z]+"])
    path = re.compile(rf"(?<![\w.~/-])/(?:{ours})/".encode())
    registry = re.compile(b"|".join([b"index" + b"-url", b"/simple" + b"/[a-z]"]))

    found = [
        name_of(file)
        for file in project_files()
        if path.search(file.read_bytes()) or registry.search(file.read_bytes())
    ]

    assert found == []
