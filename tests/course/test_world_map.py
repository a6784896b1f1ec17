"""The map of the world: land is where it is, and lines have the size that was asked for."""

import pytest

from course.world_map import great_circle, is_land, land_lines, position


@pytest.mark.parametrize(
    ("place", "latitude", "longitude", "land"),
    [
        ("Madrid", 40.4, -3.7, True),
        ("Nairobi", -1.3, 36.8, True),
        ("Denver", 39.7, -105.0, True),
        ("Alice Springs", -23.7, 133.9, True),
        ("Chukotka, past the date line", 65.5, -173.0, True),
        ("mid-Atlantic", 30.0, -40.0, False),
        ("mid-Pacific", 0.0, -150.0, False),
        ("south of Africa", -50.0, 20.0, False),
        ("the Caspian Sea", 41.5, 50.8, False),
        ("the pole, off the map", 89.0, 0.0, False),
    ],
)
def test_land_is_where_it_is(place: str, latitude: float, longitude: float, land: bool):
    assert is_land(latitude, longitude) is land


@pytest.mark.parametrize(("width", "height"), [(40, 10), (80, 20), (160, 40)])
def test_the_map_has_the_size_asked_for(width: int, height: int):
    lines = land_lines(width, height)
    assert [len(line) for line in lines] == [width] * height
    assert set("".join(land_lines(width, height, ascii_only=True))) == {" ", "."}


def test_places_stand_in_order_and_inside():
    lisbon, tokyo = position(38.8, -9.1, 80, 20), position(35.8, 140.4, 80, 20)
    assert lisbon[0] < tokyo[0] < 80
    assert position(90, 180, 80, 20) == (79, 0)
    assert position(-90, -180, 80, 20) == (0, 19)


def test_the_shortest_way_over_the_globe_goes_north_of_both_ends():
    way = great_circle((38.7, -9.1), (35.7, 139.7), 21)
    assert way[0] == pytest.approx((38.7, -9.1))
    assert way[-1] == pytest.approx((35.7, 139.7))
    assert max(latitude for latitude, _ in way) > 60
    assert great_circle((1.0, 2.0), (1.0, 2.0), 3) == [(1.0, 2.0)] * 3
