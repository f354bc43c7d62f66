"""A writer's own file, or what they copied in it, as the Markdown we work with."""

from editorial.word.brought import Brought
from editorial.word.docx import from_docx
from editorial.word.pasted import from_html
from editorial.word.traces import Traces, traces_in

__all__ = ["Brought", "Traces", "from_docx", "from_html", "traces_in"]
