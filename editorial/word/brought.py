"""What we made of a file, and what the writer must know of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from articles.markup import word_count


@dataclass(frozen=True, slots=True)
class Brought:
    """A text as Markdown, and all that its file held besides."""

    markdown: str
    title: str = ""
    insertions: int = 0  # tracked, and in the text
    deletions: int = 0  # tracked, and not in the text
    comments: int = 0
    pictures: int = 0
    formulas: int = 0

    @property
    def words(self) -> int:
        return word_count(self.markdown)

    def as_row(self) -> dict[str, str | int]:
        return asdict(self)

    def remarks(self) -> list[str]:
        """What was tracked, said beside or left out, a sentence each."""
        return [said for said in (self._tracked(), *self._left_out()) if said]

    def _tracked(self) -> str:
        if not self.insertions and not self.deletions:
            return ""
        counted = " and ".join(
            _counted(number, one)
            for number, one in (
                (self.insertions, "insertion"),
                (self.deletions, "deletion"),
            )
            if number
        )
        was = "was" if self.insertions + self.deletions == 1 else "were"
        kept = "What was inserted is in the text." if self.insertions else ""
        gone = "What was deleted is not." if self.deletions else ""
        return " ".join(
            part
            for part in (
                f"{counted} {was} tracked and not yet accepted.",
                kept,
                gone,
                "Look at them.",
            )
            if part
        )

    def _left_out(self) -> list[str]:
        return [
            f"{_counted(number, one)} stayed behind: {why}"
            for number, one, why in (
                (self.comments, "comment", _seen_with_the_file(self.comments)),
                (self.pictures, "picture", "add pictures here, on the page."),
                (self.formulas, "formula", "write it out in words."),
            )
            if number
        ]


def _seen_with_the_file(comments: int) -> str:
    it, is_meant = ("it", "it is") if comments == 1 else ("them", "they are")
    return (
        f"the desk sees {it} with your file. If {is_meant} not meant for us, delete "
        f"{it} in Word and bring the file again."
    )


def _counted(number: int, one: str) -> str:
    return f"1 {one}" if number == 1 else f"{number} {one}s"
