"""The course's own themes: dark, light and high contrast. Text on its background is at least 4.5:1 (WCAG AA), which a
test measures on the real screens; the built-in themes of Textual do not reach that everywhere."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="workerscope-dark",
    primary="#ff9d5c",
    secondary="#8cc8ff",
    accent="#ffb86b",
    success="#7fd88f",
    warning="#f2cc60",
    error="#ff9b93",
    foreground="#e6e6e6",
    background="#14161a",
    surface="#1b1e24",
    panel="#262a33",
    dark=True,
    variables={
        "text-muted": "#a6adb8",
        "foreground-muted": "#a6adb8",
        "footer-key-foreground": "#ffb86b",
        "footer-background": "#262a33",
        "border": "#8a93a3",
        "text-primary": "#ffab73",
        "text-secondary": "#8cc8ff",
        "text-accent": "#ffb86b",
        "text-success": "#7fd88f",
        "text-warning": "#f2cc60",
        "text-error": "#ff9b93",
    },
)

LIGHT = Theme(
    name="workerscope-light",
    primary="#a8480b",
    secondary="#0b5394",
    accent="#96400a",
    success="#1b6b2c",
    warning="#7a5200",
    error="#b3261e",
    foreground="#1c1e21",
    background="#fbfaf7",
    surface="#f3f1ec",
    panel="#e7e3da",
    dark=False,
    variables={
        "text-muted": "#575c66",
        "foreground-muted": "#575c66",
        "footer-key-foreground": "#8a3b08",
        "footer-background": "#e7e3da",
        "border": "#6d727c",
        "text-primary": "#96400a",
        "text-secondary": "#0b4a85",
        "text-accent": "#8a3b08",
        "text-success": "#175e26",
        "text-warning": "#6b4800",
        "text-error": "#a3211a",
    },
)

CONTRAST = Theme(
    name="workerscope-contrast",
    primary="#ffd75f",
    secondary="#9fdcff",
    accent="#ffd75f",
    success="#8cff9e",
    warning="#ffe680",
    error="#ffb3ad",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    dark=True,
    variables={
        "text-muted": "#d7d7d7",
        "foreground-muted": "#d7d7d7",
        "footer-key-foreground": "#ffd75f",
        "footer-background": "#1c1c1c",
        "border": "#ffffff",
        "text-primary": "#ffd75f",
        "text-secondary": "#9fdcff",
        "text-accent": "#ffd75f",
        "text-success": "#8cff9e",
        "text-warning": "#ffe680",
        "text-error": "#ffb3ad",
    },
)

THEMES = (DARK, LIGHT, CONTRAST)
"""In the order that `ctrl+t` goes through them."""

NO_COLOUR = "ansi-dark"
"""Textual's theme of the terminal's own colours: with NO_COLOR nothing but bold and reverse is written."""
