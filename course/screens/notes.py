"""The learner's notes: writing one beside a place of a lesson, and all of them in one list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from course import keymap
from course.glyphs import VIEW
from course.lesson import Prose
from course.library import LoadedLesson
from course.progress import Note
from course.prose_text import pieces
from course.screens.finding import FindingScreen
from course.visible import visible
from course.widgets.chooser import Entry, Place, fitted
from course.widgets.prose import Paragraph


class NoteScreen(ModalScreen[str]):
    """One note. place: what it stands beside. Gives the text; keep is called with it before the screen closes, so that
    nothing is lost when the program ends here."""

    BINDINGS = keymap.NOTE
    AUTO_FOCUS = "TextArea"

    def __init__(self, place: str, text: str, keep: Callable[[str], None]) -> None:
        super().__init__()
        self._place, self._text, self._keep = place, text, keep

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Content.assemble(("Your note", "bold $text-primary"), (f"  {self._place}", "$text-muted")))
            yield TextArea(self._text, soft_wrap=True, compact=True)
            hint = "[@click=screen.keep]Esc[/] keeps it and closes. An empty note is taken away."
            yield Static(Content.from_markup(hint), classes="hint")

    def on_mount(self) -> None:
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Kept as it is typed."""
        event.stop()
        self._keep(event.text_area.text)

    def action_keep(self) -> None:
        """Keeps the note and closes."""
        self.dismiss(self.query_one(TextArea).text)


class NotesScreen(FindingScreen):
    """Every note, by lesson. Enter goes to its place."""

    BINDINGS = keymap.NOTES
    here = "notes"
    asks = "Type to find a note"

    def entries(self, words: str) -> Sequence[Entry]:
        from course.reference import matching

        found: list[Entry] = []
        for loaded in self.course.lessons:
            lesson = loaded.lesson
            kept = [
                note for note in self.course.progress.notes(lesson.id) if matching(words, [note.text, lesson.title])
            ]
            places = [name for name, _ in loaded.named_blocks()] + [item.id for item in lesson.item]
            kept.sort(key=lambda note: places.index(note.block) if note.block in places else len(places))
            if kept:
                title = Content.assemble((f"{lesson.number}  {lesson.title}", "bold $text-primary"))
                found += [Entry(title), *(_entry(loaded, note) for note in kept)]
        return found

    def nothing(self, words: str) -> str:
        if words.strip():
            return super().nothing(words.strip())
        return "No notes yet. In a lesson, `c` writes one beside the place you are at. `export` takes your notes along."

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "edit":
            return self.chooser.entry is not None
        return super().check_action(action, parameters)

    def action_edit(self) -> None:
        """Edits the note under the cursor; an empty one is taken away."""
        entry = self.chooser.entry
        if entry is None or entry.place is None:
            return
        lesson, block, _ = entry.place
        progress = self.course.progress
        text = next((note.text for note in progress.notes(lesson) if note.block == block), "")
        loaded = next(one for one in self.course.lessons if one.lesson.id == lesson)
        screen = NoteScreen(place_words(loaded, block), text, lambda new: progress.save_note(lesson, block, new))

        self.app.push_screen(screen, lambda _: self.fill(entry.key))


def place_words(loaded: LoadedLesson, block: str) -> str:
    """Where a block is, in a few words of its own."""
    for name, one in loaded.named_blocks():
        if name == block:
            text = pieces(one.markdown)[0].text if isinstance(one, Prose) else getattr(one, "title", "")
            text = text or getattr(one, "prompt", "")
            return f"beside: {fitted(' '.join(text.split()), 44).plain.rstrip()}"
    for number, item in enumerate(loaded.lesson.item, 1):
        if item.id == block:
            return f"beside question {number}"
    return f"at the {'start' if block == 'welcome' else 'end'} of the lesson"


def _entry(loaded: LoadedLesson, note: Note) -> Entry:
    text = visible(note.text.strip())
    first, *rest = text.split("\n")
    row = Content.assemble("    ", first, (f"  {VIEW.cut}", "$text-muted") if rest else "")
    where = place_words(loaded, note.block)
    detail = [Paragraph(Content(line)) for line in text.split("\n")]
    told = f"written on {note.at[:10]}, {where}"
    detail += [Paragraph(Content("")), Paragraph(Content.styled(told, "$text-muted"))]
    return Entry(row, tuple(detail), Place(note.lesson, note.block), f"{note.lesson}/{note.block}")
