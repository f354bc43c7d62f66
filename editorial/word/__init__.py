"""A writer's own file, or what they copied in it, as the Markdown we work with."""

from editorial.word.brought import Brought
from editorial.word.docx import from_docx
from editorial.word.pasted import from_html

__all__ = ["Brought", "from_docx", "from_html"]
