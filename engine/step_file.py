"""Steps as a JSON text: what `run --steps` reads and the conformance cases hold."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from engine.errors import StepError
from engine.step import Step

_steps = msgspec.json.Decoder(list[Step])


def read_steps(text: str | bytes, file: str) -> list[Step]:
    """The steps in `text`. Headers may be pairs, or an object whose values are texts or lists of texts.

    Raises StepError with the number of the step, from 1, and what is wrong with it; file: the name it is said of.
    """
    try:
        plain = json.loads(text)
    except ValueError as error:
        raise StepError(f"{file} is not JSON: {error}. It holds a list of steps: [{{…}}, {{…}}]") from None
    if not isinstance(plain, list):
        raise StepError(f"{file} holds no list. Write the steps in square brackets: [{{…}}, {{…}}]")
    try:
        return _steps.decode(msgspec.json.encode([_with_pairs(step) for step in plain]))
    except msgspec.ValidationError as error:
        raise StepError(f"{file}: {_in_words(str(error))}.") from None
    except UnicodeEncodeError:
        raise StepError(f"{file} holds half a character (a lone surrogate, such as \\ud800).") from None


def _with_pairs(step: Any) -> Any:
    if not isinstance(step, dict) or not isinstance(step.get("headers"), dict):
        return step
    pairs = [
        (name, value)
        for name, values in step["headers"].items()
        for value in (values if isinstance(values, list) else [values])
    ]
    return {**step, "headers": pairs}


def _in_words(problem: str) -> str:
    """msgspec's "… - at `$[2].method`", with the step's number counted from 1."""
    match = re.match(r"(.*) - at `\$\[(\d+)\]\.?(.*)`$", problem)
    if not match:
        return problem
    where = f", {match[3]}" if match[3] else ""
    return f"step {int(match[2]) + 1}{where}: {match[1]}"
