"""Every case against the engine. deviations.toml lists those that do not pass, each with its reason; any difference
from that list fails, better or worse, so that the list is always the truth."""

from __future__ import annotations

import tomli

from tests.conformance.cases import HERE, load_cases
from tests.conformance.judge import judge


def deviations() -> dict[str, str]:
    """Case id → why it does not pass."""
    groups = tomli.loads((HERE / "deviations.toml").read_text("utf-8")).get("deviation", [])
    return {case: group["why"] for group in groups for case in group["cases"]}


def test_the_list_is_sound() -> None:
    """Each id is a case, stands once, and has a reason."""
    groups = tomli.loads((HERE / "deviations.toml").read_text("utf-8")).get("deviation", [])
    listed = [case for group in groups for case in group["cases"]]
    assert len(listed) == len(set(listed)), "an id stands twice"
    assert set(listed) <= {case.id for case in load_cases()}
    assert all(len(group["why"]) > 20 for group in groups)


def test_all_cases_are_here() -> None:
    """The recording is complete."""
    assert len(load_cases()) == 244


def test_the_engine_does_what_workerd_does() -> None:
    """Passes and fails exactly as deviations.toml says."""
    known = deviations()
    failed = {verdict.case.id: verdict.differences for verdict in judge(load_cases()) if not verdict.passed}
    worse = sorted(set(failed) - set(known))
    better = sorted(set(known) - set(failed))
    details = "\n".join(f"{case}\n  " + "\n  ".join(failed[case]) for case in worse)
    assert not worse, f"do not pass any more:\n{details}"
    assert not better, f"pass now; take them off deviations.toml: {' '.join(better)}"
