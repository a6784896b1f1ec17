"""Where a demonstration is, told the time by hand."""

from __future__ import annotations

import pytest

from course.stage.playhead import FASTEST, LONGEST_TRAVEL_SECONDS, SLOWEST, Playhead, Rest

SCENES = (Rest(0, 4.0), Rest(0, 3.0), Rest(6, 3.0), Rest(9, 2.0))


def test_without_scenes_it_plays_to_the_end_and_pauses() -> None:
    head = Playhead(5)
    head.toggle()
    head.advance(0.9)
    assert (head.position, head.playing) == (1, True)
    head.advance(10)
    assert (head.position, head.playing) == (4, False)
    head.toggle()
    assert (head.position, head.playing) == (0, True), "at the end, playing begins anew"


def test_it_rests_at_each_scene_and_travels_between() -> None:
    head = Playhead(10, SCENES)
    head.toggle()
    head.advance(3.9)
    assert (head.scene, head.position) == (0, 0)
    head.advance(0.2)
    assert (head.scene, head.position) == (1, 0), "two scenes may stand at one place"
    head.advance(3.9)
    assert head.scene == 1
    assert head.position == 2, "on the way, 2 positions a second"
    head.advance(2.1)
    assert (head.scene, head.position) == (2, 6)
    head.advance(100)
    assert (head.scene, head.position, head.playing) == (3, 9, False)


def test_a_pause_loses_nothing() -> None:
    one, two = Playhead(10, SCENES), Playhead(10, SCENES)
    one.toggle()
    two.toggle()
    one.advance(8.5)
    for _ in range(17):
        two.advance(0.5)
        two.toggle()
        two.advance(60)
        two.toggle()
    assert (one.position, one.scene) == (two.position, two.scene)


def test_however_far_the_next_scene_is_it_comes_soon() -> None:
    head = Playhead(1_000_001, (Rest(0, 1.0), Rest(1_000_000, 1.0)))
    head.toggle()
    head.advance(1.0 + LONGEST_TRAVEL_SECONDS + 0.1)
    assert (head.position, head.scene) == (1_000_000, 1)


def test_with_reduced_motion_there_is_no_way_between_scenes() -> None:
    head = Playhead(10, SCENES, leaps=True)
    head.toggle()
    seen = set()
    for _ in range(200):
        head.advance(0.1)
        seen.add(head.position)
    assert seen == {0, 6, 9}


def test_the_presenters_keys() -> None:
    head = Playhead(10, SCENES)
    head.go_to_scene(2)
    assert (head.position, head.scene) == (6, 2)
    head.go_to_scene(99)
    assert (head.position, head.scene) == (9, 3)
    head.step(-1)
    assert (head.position, head.scene) == (8, 2), "the scene is the last one at or before the cursor"
    head.step(-99)
    assert (head.position, head.scene) == (0, 1)
    head.restart()
    assert (head.position, head.scene, head.playing) == (0, 0, True)
    head.step(1)
    assert not head.playing


@pytest.mark.parametrize("factor", [2.0, 0.5])
def test_speed_has_ends(factor: float) -> None:
    head = Playhead(10)
    for _ in range(20):
        head.change_speed(factor)
    assert head.speed == (FASTEST if factor > 1 else SLOWEST)


def test_what_comes_in_live_makes_it_longer() -> None:
    head = Playhead(3)
    head.toggle()
    head.advance(0.6)
    head.extend(20, (Rest(0, 1.0), Rest(15, 1.0)))
    head.advance(100)
    assert (head.position, head.scene) == (19, 1)
