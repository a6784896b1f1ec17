"""The garbage collector rests only until the first page is there."""

from __future__ import annotations

import gc
from collections.abc import Callable

from course import garbage
from course.app import CourseApp

from .conftest import ready


async def test_garbage_is_collected_again_once_the_page_is_there(make_app: Callable[..., CourseApp]) -> None:
    garbage.wait()
    try:
        assert not gc.isenabled()
        async with make_app().run_test(size=(80, 24)) as pilot:
            await ready(pilot)
            await pilot.pause()
            assert gc.isenabled()
    finally:
        garbage.go_on()
