"""Parts of the kernel that one file needs: there with that file, and not without it."""

from __future__ import annotations

from engine.platform import files_for, script_for


def kernel_with(*names: str, bindings: tuple[str, ...] = (), probes: bool = False) -> str:
    return script_for(files_for(names, bindings=bindings, probes=probes)).text


def test_a_worker_pays_for_what_it_uses() -> None:
    plain, probed = kernel_with("Response"), kernel_with("Response", probes=True)
    stateful = kernel_with("DurableObject", "cloudflare:workers", bindings=("durable-object",))
    assert ("statementProbe" in plain, "statementProbe" in probed) == (False, True)
    assert ("quietEnd" in plain, "quietEnd" in probed) == (False, True)
    assert ("askNow" in plain, "askNow" in stateful) == (False, True)
    assert len(plain) < len(probed)
