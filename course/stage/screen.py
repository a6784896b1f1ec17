"""The screen of a demonstration: a heading, the player, the caption of the scene, and the presenter's keys."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from course import keymap
from course.stage.narrator import Narrator
from course.stage.picture_file import save_picture
from course.stage.player import Player
from course.stage.playhead import Rest
from course.stage.scene import Placed
from course.widgets.status_line import StatusLine


class BlackScreen(ModalScreen[None]):
    """Nothing, so that everyone looks at the teacher. Any key or click brings the view back; playing was paused."""

    DEFAULT_CSS = "BlackScreen { background: #000000; }"

    def on_key(self) -> None:
        self.dismiss()

    def on_click(self) -> None:
        self.dismiss()


class PresenterScreen(Screen[None]):
    """What every demonstration's screen can do: help, leaving, a black screen, and saving the view. picture: the name
    that saved views begin with."""

    BINDINGS = keymap.STAGE
    DEFAULT_CSS = """
    PresenterScreen {
        background: $background;
        .heading { height: 1; padding: 0 1; text-style: bold; color: $foreground; background: $panel; }
        .player { height: 1fr; }
        &.-short.-scripted Caption { height: 1; }
    }
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]
    picture = "view"

    def pause(self) -> None:
        """Whatever plays stays where it is."""
        raise NotImplementedError

    def action_black(self) -> None:
        """Pauses, and shows nothing until a key is pressed."""
        self.pause()
        self.app.push_screen(BlackScreen())

    def action_leave(self) -> None:
        """Back to where it was opened from; a demonstration on its own ends."""
        if len(self.app.screen_stack) > 1:
            self.dismiss()
        else:
            self.app.exit()

    def action_save(self) -> None:
        """The view as an SVG file; the status line says where it is."""
        line = self.query_one(StatusLine)
        try:
            line.say(f"Saved as {save_picture(self.app, self.picture)}")
        except OSError as error:
            line.say(f"The view could not be saved: {error.strerror}.")


class StageScreen(PresenterScreen):
    """player: the view. title: one line that says what runs. picture: the name of saved views. Without scenes it
    begins paused and has no caption of its own."""

    BINDINGS = keymap.SCENES

    def __init__(self, player: Player, title: str, *, picture: str, speed: float = 1.0) -> None:
        super().__init__()
        self.player, self.picture, self._heading = player, picture, title
        self.player.add_class("player")
        self.player.playhead.speed = speed
        self._scenes: Sequence[Placed] = ()

    def compose(self) -> ComposeResult:
        yield Static(self._heading, classes="heading", markup=False)
        yield self.player
        yield Narrator()
        yield StatusLine()

    def on_mount(self) -> None:
        self.query_one(Narrator).display = False
        self.player.focus()

    def play_scenes(self, scenes: Sequence[Placed], positions: Sequence[int]) -> None:
        """Begins with the first scene, playing. positions: where each scene stands in the player."""
        self._scenes = scenes
        self.player.set_scenes([Rest(at, scene.seconds) for at, scene in zip(positions, scenes, strict=True)])
        self.query_one(Narrator).display = bool(scenes)
        self.set_class(bool(scenes), "-scripted")
        self.player.playhead.playing = bool(scenes)
        self.player.action_speed(1.0)
        self._narrate()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self._scenes) if action in ("scene", "restart") else True

    def pause(self) -> None:
        self.player.pause()

    def action_scene(self, by: int) -> None:
        """To the next scene or the one before."""
        self.player.action_scene(by)

    def action_restart(self) -> None:
        """From the first scene, playing."""
        self.player.action_restart()

    @on(Player.Moved)
    def _narrate(self) -> None:
        at = self.player.playhead.scene
        if self._scenes and at >= 0:
            self.query_one(Narrator).say(self._scenes[at].caption, at + 1, len(self._scenes))
