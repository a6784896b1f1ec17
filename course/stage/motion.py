"""Whether this learner wants less movement on screen."""

from __future__ import annotations

import os


def reduced() -> bool:
    """WORKERSCOPE_REDUCED_MOTION is set (and not to 0), or Textual's own TEXTUAL_ANIMATIONS says none."""
    ours = os.environ.get("WORKERSCOPE_REDUCED_MOTION", "")
    return ours not in ("", "0") or os.environ.get("TEXTUAL_ANIMATIONS", "").lower() == "none"
