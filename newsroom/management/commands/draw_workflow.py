"""Prints ``docs/workflow.md``: the way of a column, drawn from the table itself."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from editorial import rules
from editorial.gates import READY
from editorial.models import ENDED, Action, Status
from editorial.workflow import TRANSITIONS, Transition

_WHO: dict[rules.Rule, str] = {rules.sent: "sender", rules.is_editor: "editor"}


def page() -> str:
    """The whole document, ready to be written to ``docs/workflow.md``."""
    return "\n".join(
        [
            "# The way of a column",
            "",
            "Made from `editorial/workflow.py` by `manage.py draw_workflow`; a test "
            "compares the two. An editor is never an editor of their own byline.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            f"    [*] --> {Status.DRAFT}",
            *(f"    {row.source} --> {row.target}: {row.action}" for row in _drawn()),
            *(f"    {status} --> [*]" for status in (*ENDED, Status.CLEARED)),
            "```",
            "",
            "Whoever sent it may withdraw at any stage before readers have the column; "
            "those arrows are left out of the picture and are in the table.",
            "",
            "| from | act | to | who | what must be true |",
            "|---|---|---|---|---|",
            *(_line(row) for row in TRANSITIONS),
            "",
            f"“Ready” is all of: {', '.join(gate.name for gate in READY)}.",
            "“Set for an hour” and “live” are no states: they follow from the hour.",
            "",
            "Once readers have it, nothing is edited in place. Whoever edits may "
            "propose a correction, a clarification, an editor’s note or an update, "
            "with the new words and what readers are told; another person who may "
            "decide approves it. That makes a new revision and the next edition; the "
            "address and the hour stay. Signatures stay bound to the text their "
            "authors read, and each author is told of the change in words.",
            "",
        ]
    )


def _drawn() -> list[Transition]:
    return [row for row in TRANSITIONS if row.action != Action.WITHDRAW]


def _line(row: Transition) -> str:
    gates = "ready" if row.gates == READY else ", ".join(g.name for g in row.gates)
    return (
        f"| {row.source} | {row.action} | {row.target} | {_WHO[row.allowed]}"
        f"{', or the clock' if row.by_clock else ''} "
        f"| {gates.lower()} |"
    )


class Command(BaseCommand):
    help = "Print docs/workflow.md as the workflow table now stands."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(page(), ending="")
