"""The contenders of the race, and which of them can run on this machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from engine.race.server_process import Recipe, ServerProcess, Start, StartError
from engine.race.v8 import NO_V8, has_v8

HERE = Path(__file__).parent
SERVE_MJS, CONFIG = str(HERE / "serve.mjs"), str(HERE / "hello.capnp")
ISOLATE, V8 = "isolate", "v8"
"""Ids of the two lanes that run in this process."""
PYTHON_BOOT = (
    "import sys; sys.stderr.write('@runtime\\n'); sys.stderr.flush(); import json; "
    "sys.path[:] = json.loads(sys.argv[1]); from engine.race.serve import main; main()"
)
RUNTIME = (("@runtime", "language runtime"), ("@module", "code"))
PROBE_SECONDS = 10.0

NO_NODE = "Node.js is not here. Install it (https://nodejs.org) to see this lane."
NO_WORKERD = "workerd is not on PATH. Install it (npm install workerd) and name its program in WORKERSCOPE_WORKERD."
NO_CONTAINER = "No container tool works here. Install bubblewrap, or start docker or podman with a local node image."


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """One contender. kind: "isolate", "process" or "container". why_not: why it cannot run here and what would enable
    it, "" when it can. recipe: how its program is started (None: an isolate in this process)."""

    id: str
    title: str
    kind: str
    why_not: str = ""
    recipe: Recipe | None = None

    @property
    def available(self) -> bool:
        """Whether it can run here."""
        return not self.why_not

    def start(self) -> Start:
        """From nothing to the first response, once; the program is ended. Raises StartError."""
        assert self.recipe is not None
        server = ServerProcess(self.recipe)
        server.end()
        return server.start


def find_lanes() -> list[Lane]:
    """Every contender, in order of promise. Container tools are tried once to see whether they work (up to seconds)."""
    return [
        Lane(id=ISOLATE, title="isolate in a warm engine", kind="isolate"),
        Lane(id=V8, title="V8 isolate, bare", kind="isolate", why_not="" if has_v8() else NO_V8),
        _workerd(),
        Lane(id="python", title="Python process + engine", kind="process", recipe=_python_recipe()),
        _node(),
        _container(),
    ]


def _python_command() -> tuple[str, ...]:
    return (sys.executable, "-I", "-c", PYTHON_BOOT, json.dumps([path for path in sys.path if path]))


def _python_recipe() -> Recipe:
    return Recipe(_python_command(), RUNTIME, "isolate and handler")


def _node_program() -> str | None:
    return shutil.which("node")


def _node() -> Lane:
    node = _node_program()
    recipe = Recipe((node, SERVE_MJS), RUNTIME) if node else None
    return Lane(id="node", title="Node process", kind="process", why_not="" if node else NO_NODE, recipe=recipe)


def find_process() -> Recipe:
    """How the process of the density view is started: Node, else Python with the engine."""
    return _node().recipe or _python_recipe()


def _workerd() -> Lane:
    program = os.environ.get("WORKERSCOPE_WORKERD") or shutil.which("workerd")
    lane = Lane(id="workerd", title="workerd process", kind="process", why_not=NO_WORKERD)
    if not program:
        return lane
    command = (program, "serve", CONFIG, "--socket-fd", "http={socket}")
    recipe = Recipe(command, (), "runtime, code, isolate and handler", listens=True)
    return msgspec.structs.replace(lane, why_not="", recipe=recipe)


# --- containers ------------------------------------------------------------------------------------------------------


def _container() -> Lane:
    """The first tool that really starts one: it is tried, not believed."""
    node = _node_program()
    program, last = ((node, SERVE_MJS), "handler") if node else (_python_command(), "isolate and handler")
    what = "Node" if node else "Python + engine"
    tried = []
    for tool, recipe_of in CONTAINER_TOOLS.items():
        recipe = recipe_of(program, last)
        if recipe is None:
            continue
        lane = Lane(id="container", title=f"{what}, container ({tool})", kind="container", recipe=recipe)
        try:
            lane.start()
        except StartError as error:
            tried.append(f"{tool}: {error}.")
        else:
            return lane
    return Lane(id="container", title="container", kind="container", why_not=" ".join([NO_CONTAINER, *tried]))


def _image_tool(tool: str) -> Callable[[tuple[str, ...], str], Recipe | None]:
    """docker and podman: a local image that has Node; none is ever fetched."""

    def recipe(_: tuple[str, ...], __: str) -> Recipe | None:
        image = _local_image(tool)
        if image is None:
            return None
        limits = ("--network", "none", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")
        folder = f"{HERE}:/worker:ro"
        command = (tool, "run", "--rm", "-i", "--pull", "never", *limits, "-v", folder, image, "node")
        marks = (("@runtime", "namespaces, root file system, language runtime"), ("@module", "code"))
        return Recipe((*command, "/worker/serve.mjs"), marks, leaves=True)

    return recipe


def _local_image(tool: str) -> str | None:
    if not shutil.which(tool):
        return None
    words = [tool, "images", "--format", "{{.Repository}}:{{.Tag}}"]
    try:
        listed = subprocess.run(words, capture_output=True, text=True, timeout=PROBE_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return None
    names = listed.stdout.split() if listed.returncode == 0 else []
    return next((name for name in names if name.split(":")[0].split("/")[-1] == "node"), None)


def _bubblewrap(program: tuple[str, ...], last: str) -> Recipe | None:
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return None
    walls = ("--unshare-all", "--cap-drop", "ALL", "--die-with-parent", "--new-session", "--json-status-fd", "{status}")
    root = ("--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev")
    shell = ("sh", "-c", 'echo @root >&2; exec "$@"', "sh")
    marks = (("@root", "root file system"), *RUNTIME)
    return Recipe((bwrap, *walls, *root, *shell, *program), marks, last, status_phase="namespaces")


UNSHARED = """\
echo @namespaces >&2
mount --make-rprivate / && mount --rbind / /mnt && mount -o remount,bind,ro /mnt || exit 1
echo @root >&2
exec chroot /mnt "$@"
"""


def _unshare(program: tuple[str, ...], last: str) -> Recipe | None:
    unshare = shutil.which("unshare")
    if unshare is None:
        return None
    walls = ("--user", "--map-root-user", "--mount", "--pid", "--fork", "--net", "--ipc", "--uts", "--kill-child")
    marks = (("@namespaces", "namespaces"), ("@root", "root file system"), *RUNTIME)
    return Recipe((unshare, *walls, "sh", "-c", UNSHARED, "sh", *program), marks, last)


CONTAINER_TOOLS: dict[str, Callable[[tuple[str, ...], str], Recipe | None]] = {
    "docker": _image_tool("docker"),
    "podman": _image_tool("podman"),
    "bubblewrap": _bubblewrap,
    "unshare": _unshare,
}
