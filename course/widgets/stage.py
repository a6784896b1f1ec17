"""Where a cell's picture stands: in the cell, or pinned at the right of a wide terminal. The pictures themselves are
course/widgets/path.py and course/widgets/event_loop.py, imported when the first one is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from course.stage import motion

if TYPE_CHECKING:
    from engine.eviction import EvictionPlan
    from engine.trace import Event


class Picture(Protocol):
    """What a view can do: show a trace. files: path → the source that ran."""

    def show(self, trace: list[Event], files: dict[str, str]) -> None:
        """Begins at the start of this trace."""


def new_picture(view: str, plan: EvictionPlan | None = None) -> Widget:
    """A widget for "path", "machine", "network" or "event-loop". plan: how the run evicted."""
    if view == "path":
        from course.widgets.path import PathView

        return PathView()
    if view == "machine":
        from course.widgets.machine import MachineView

        return MachineView(budget=plan.budget if plan is not None else None)
    if view == "network":
        from course.widgets.network import NetworkView

        return NetworkView()
    from course.widgets.event_loop import EventLoopView

    return EventLoopView()


async def show_picture(
    place: Widget, view: str, trace: list[Event], files: dict[str, str], plan: EvictionPlan | None = None
) -> Widget:
    """Puts the picture of a trace into `place`, keeping the widget that is there when it is of the right kind.
    plan: how the run evicted."""
    shown = next(iter(place.query(f".picture-{view}").results(Widget)), None)
    if shown is None:
        await place.remove_children()
        shown = new_picture(view)
        shown.add_class("picture", f"picture-{view}")
        await place.mount(shown)
    picture: Picture = shown  # type: ignore[assignment]
    picture.show(trace, files)
    if view == "machine" and plan is not None:
        shown.set_budget(plan.budget)  # type: ignore[attr-defined]
    if view == "machine" and motion.reduced():
        shown.action_seek(-1)  # type: ignore[attr-defined]
    elif view in ("path", "network", "machine"):
        shown.action_play()  # type: ignore[attr-defined]  # they are short: they light up by themselves, bit by bit
    return shown


def step_picture(picture: Widget, direction: int) -> None:
    """One step on or back, as its own arrow keys do."""
    picture.action_step(direction)  # type: ignore[attr-defined]


class Stage(Vertical):
    """The pinned picture of the current cell."""

    def compose(self) -> ComposeResult:
        yield Static("What a run did is drawn here, step by step, once it has run.", classes="empty")
