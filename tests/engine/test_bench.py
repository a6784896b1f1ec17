"""The engine's figures: their shape, and that they are of what they say. No budget is asserted here."""

from __future__ import annotations

from engine import bench


def test_figures_of_a_small_benchmark() -> None:
    cold = bench.cold_start(runs=5)
    assert 0 < cold.median <= cold.p90
    assert bench.warm_requests_per_s(0.05) > 0
    many = bench.many_isolates(30)
    assert many.count == 30
    assert many.create_s > 0


def test_the_trace_costs_something() -> None:
    cost = bench.trace_cost(runs=1)
    assert cost.events_per_s > 0
    assert cost.slowdown_of_loops > cost.slowdown > 1
