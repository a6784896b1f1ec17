"""Workers run in UTC, and see nothing of the engine's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.engine.worlds import bodies, run

ASK = """
from tests.engine.worlds import bodies, run
source = "export default { fetch: () => new Response(new Date(0).getTimezoneOffset() + ' ' + new Date(0)) };"
print(bodies(run(source, "http://example.com/"))[0])
"""


def test_a_run_in_this_process_is_in_utc_whatever_the_machine_says() -> None:
    environment = {**os.environ, "TZ": "Asia/Tokyo", "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True)
    assert ended.stdout == "0 Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)\n"


@pytest.mark.parametrize("probes", [True, False])
def test_a_worker_that_looks_at_every_global_sees_none_of_ours(probes: bool) -> None:
    source = (
        "export default { fetch: () => Response.json(Reflect.ownKeys(globalThis).filter((k) => /scope/.test(k))) };"
    )
    assert json.loads(bodies(run(source, "http://example.com/", probes=probes))[0] or "") == []
