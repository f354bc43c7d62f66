from pathlib import Path

from newsroom.management.commands.draw_workflow import page


def test_the_drawing_in_the_docs_is_the_table():
    drawn = Path(__file__).parents[2] / "docs" / "workflow.md"

    assert drawn.read_text() == page()
