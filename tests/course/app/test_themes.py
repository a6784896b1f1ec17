"""Text can be read: contrast of at least 4.5 in our themes, no colours at all with NO_COLOR, and never colour alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.color import Color

from course import themes
from course.app import CourseApp
from course.screens.help import HelpScreen
from course.widgets.question_cell import QuestionCell
from course.widgets.run_cell import RunCell

from .conftest import ready, until

Make = Callable[..., CourseApp]
DRAWN = set("─│╭╮╰╯━┃▔▁▎▊▌▐▕▏█▀▄░▒▓┄╌▂▃▅▆▇▉▋▍╸╺·●○◉▰▱├└┣┗╶╴┌┐┘┬┴┼")
"""Decoration: lines and bars, whose meaning a word repeats."""


def luminance(colour: Color) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [value / 255 for value in colour.rgb]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """Contrast ratio, WCAG 2.2: 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def faint(app: CourseApp) -> set[tuple[str, float]]:
    """Text on screen whose contrast is below 4.5."""
    found = set()
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            text, style = segment.text.strip(), segment.style
            if not text or set(text) <= DRAWN or style is None or style.color is None or style.bgcolor is None:
                continue
            front, back = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
            if style.reverse:
                front, back = back, front
            if style.dim:
                front = front.blend(back, 0.34)
            if (ratio := contrast(front, back)) < 4.5:
                found.add((text[:30], round(ratio, 1)))
    return found


def test_the_measure_itself() -> None:
    assert contrast(Color.parse("#000"), Color.parse("#fff")) == pytest.approx(21)
    assert contrast(Color.parse("#777"), Color.parse("#fff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [theme.name for theme in themes.THEMES])
async def test_every_text_can_be_read(make_app: Make, theme: str) -> None:
    app = make_app()
    app.theme = theme
    async with app.run_test(size=(200, 60)) as pilot:
        page = await ready(pilot)
        assert faint(app) == set()
        cell = page.find("hello")
        assert isinstance(cell, RunCell)
        cell.open_up()
        cell.editor.replace_all(cell.editor.text.replace("new Response", "new Respnse") + "\nconst a = 'b' + 1; // c")
        cell.editor.focus()
        cell.action_run()
        await until(pilot, lambda: cell.state == "failed")
        await pilot.pause()
        assert faint(app) == set()
        question = page.find("q-choice")
        assert isinstance(question, QuestionCell)
        question.control_widget.focus()
        await pilot.press("a")
        await pilot.pause()
        assert faint(app) == set()
        await pilot.press("1")
        await until(pilot, lambda: question.query_one(".feedback").display)
        await pilot.pause()
        assert faint(app) == set()
        await pilot.press("escape", "question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.pause()
        assert faint(app) == set()


async def test_no_color_means_no_colours(make_app: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        page = await ready(pilot)
        assert app.theme == themes.NO_COLOUR
        page.go_to("q-choice")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        for strip in app.screen._compositor.render_strips():
            for segment in strip:
                for colour in (segment.style.color, segment.style.bgcolor) if segment.style else ():
                    assert colour is None or colour.is_default or colour.triplet is None, segment
        await pilot.press("ctrl+t")
        assert app.theme == themes.NO_COLOUR
