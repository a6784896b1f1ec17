"""A lesson, as data: what `lesson.toml` and `lesson.md` hold. Pure frozen values; reading them is course/library.py.

A lesson is a folder:

    lesson.toml     what is below: title, cells, items
    lesson.md       prose; a line `[[cell-id]]` puts a cell there
    projects/NAME/  Worker projects that `run`, `dev` and `npx wrangler dev` take as they are
    tasks/NAME/     starter/ and solution/, each a whole project
"""

from __future__ import annotations

import msgspec

from engine.eviction import EvictionPlan
from engine.network_plan import NetworkPlan
from engine.step import Step
from engine.streams import Stream


class _Data(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base: an unknown key is an error that names it."""


class Action(_Data, frozen=True, kw_only=True):
    """What is done to a run while it goes on: an action of engine/actions.py, with the project of a deployment as a
    folder below projects/. at_ms: virtual time."""

    kind: str
    at_ms: float = 0.0
    worker: str = ""
    bytes: int = 0
    project: str = ""
    plan: EvictionPlan | None = None
    stream: Stream | None = None


class Traffic(_Data, frozen=True, kw_only=True):
    """What is sent. requests: short lines such as "GET /" or "POST /a?b=1 body text", each after the one before is
    over; together=true: all at once, or, with apart_ms, each that many virtual ms after the one before, whether or not
    it is answered. steps: the long form (same shape as `run --steps`), instead of requests.

    network: its cities and servers (engine/network.py). actions: what is done while it goes on.
    plan: how isolates are evicted (engine/eviction.py); None: only those that hit a limit. copies: names of further
    Workers that run the same code; a line `TO shop GET /` is for one of them."""

    requests: list[str] = []
    together: bool = False
    apart_ms: float = 0
    steps: list[Step] = []
    network: NetworkPlan = NetworkPlan()
    actions: list[Action] = []
    plan: EvictionPlan | None = None
    copies: list[str] = []


class Find(_Data, frozen=True, kw_only=True):
    """Points at one moment of a trace: the `nth` event (from 1) of this kind (trace tag, such as "onset", "return",
    "hop", "ioDone", "frameEntered") with these values. event: 1 is the first step's event."""

    kind: str
    event: int | None = None
    nth: int = 1
    place: str | None = None
    returning: bool | None = None
    function: str | None = None
    line: int | None = None
    message: str | None = None
    operation: str | None = None


class Measure(_Data, frozen=True, kw_only=True):
    """Where a computed key comes from: one field of one step's result (`step` counts from 1), or of the whole run.

    field: "body", "status", "outcome", "header:NAME", "wall_ms", "cpu_ms", "isolate", "subrequests", "logs" (joined by
    newlines), "exception" (its message), "city" and "worker" (in a run with a network or routes), or, with step = 0:
    "total_ms" (virtual time until everything is over), "bodies" (of all steps, joined by newlines), "statuses", "logs",
    "subrequests", "isolates" (how many were made), "servers" (on how many a Worker ran), "evicted" (which isolates
    went, in order, one a line).

    With step = 0 there are also fields that follow from the wrangler files alone, for which nothing runs:
    "configuration:PATH" (a value as `environment` gets it, such as "configuration:vars.API"), "warnings", "deployed"
    (how many Workers the file deploys), "route:URL" (the Worker that answers it, or "none"), "routed:WORKER" (how many
    of the requests reach it), "firings:DATE" (the next three firings of its crons after that day began, one a line).
    """

    step: int = 1
    field: str = "body"
    environment: str = ""


class Check(Measure, frozen=True, kw_only=True):
    """One named check of a task: a measured field compared with exactly one of these.

    line_of: text that stands on the learner's line this check belongs to; the verdict is shown there."""

    name: str
    equals: str | float | None = None
    starts_with: str | None = None
    contains: str | None = None
    lacks: str | None = None
    at_most: float | None = None
    at_least: float | None = None
    line_of: str = ""


class Hidden(_Data, frozen=True, kw_only=True):
    """A second traffic that the learner does not see, so that hard-coded answers fail."""

    traffic: Traffic
    checks: list[Check]


OF_CHANGES = "That was with your changes. The prediction was about the lesson's own code."


class Prediction(_Data, frozen=True, kw_only=True, tag_field="kind", tag="prediction"):
    """A question answered in the learner's own words before anything runs. Never marked; kept, and shown beside what
    `about` (id of a run cell, or of a cold-start demo) really gave. actual: what to show there. explain: shown after
    it."""

    id: str
    prompt: str
    about: str
    expects: str = "text"
    unit: str = ""
    actual: Measure | None = None
    explain: str = ""

    def explanation(self, changed: bool) -> str:
        """What to say after a run. changed: with code or requests of the learner's, which `explain` is not about."""
        return OF_CHANGES if changed else self.explain


class Run(_Data, frozen=True, kw_only=True, tag_field="kind", tag="run"):
    """An editable Worker with traffic to send. project: a folder below projects/. file: the one shown (default: the
    entry); files: several, in place of file. environment: the one of the wrangler file that takes the traffic.
    workers: further projects, deployed beside it. explains: what is told besides the answers ("configuration", "crons",
    "routes"). view: "none", "path" or "event-loop". ideas: things to change and run again, one line each."""

    id: str
    title: str
    project: str
    traffic: Traffic
    file: str = ""
    files: list[str] = []
    environment: str = ""
    workers: list[str] = []
    explains: list[str] = []
    view: str = "none"
    ideas: list[str] = []


class Task(_Data, frozen=True, kw_only=True, tag_field="kind", tag="task"):
    """Code or configuration to repair or write. project: a folder below tasks/ with starter/ and solution/. hints:
    three, each says more; the last is the answer in words. files, environment, workers, explains: as in a run cell."""

    id: str
    title: str
    brief: str
    project: str
    traffic: Traffic
    checks: list[Check]
    hints: list[str]
    hidden: Hidden
    file: str = ""
    files: list[str] = []
    environment: str = ""
    workers: list[str] = []
    explains: list[str] = []
    view: str = "none"
    why: str = ""
    misconceptions: list[str] = []


class Demo(_Data, frozen=True, kw_only=True, tag_field="kind", tag="demo"):
    """A demonstration, played full screen over the lesson. name: as in `workerscope demo NAME`. After a cold-start race
    the cell holds what this machine measured, and a prediction may be about it (actual: field "race:LANE", step 0)."""

    id: str
    title: str
    name: str
    brief: str


class Option(_Data, frozen=True, kw_only=True):
    """One answer to choose. why: what is true about it, shown once answered."""

    text: str
    why: str
    correct: bool = False
    misconception: str = ""


class Choice(_Data, frozen=True, kw_only=True, tag_field="kind", tag="choice"):
    """One of several is right."""

    id: str
    prompt: str
    options: list[Option]
    code: str = ""
    replay: str = ""


class Choices(_Data, frozen=True, kw_only=True, tag_field="kind", tag="choices"):
    """Any number is right; all-or-nothing, with a why for each option."""

    id: str
    prompt: str
    options: list[Option]
    code: str = ""
    replay: str = ""


class WrongAnswer(_Data, frozen=True, kw_only=True):
    """A wrong answer that a known belief leads to. answer: text, or the text of a number."""

    answer: str
    why: str
    misconception: str = ""


class Firings(_Data, frozen=True, kw_only=True):
    """A question to the cron engine: when `expression` fires after the day `after` (2026-01-07) began. before: count
    the firings up to this day instead of telling the first one. clock: tell the first one's time too."""

    expression: str
    after: str
    before: str = ""
    clock: bool = False


class Predict(_Data, frozen=True, kw_only=True, tag_field="kind", tag="predict"):
    """Type what will come out. The key is what the engine gives: `answer` of `project` (with `workers` beside it) under
    `traffic`; or the next firing of a cron."""

    id: str
    prompt: str
    why: str
    project: str = ""
    workers: list[str] = []
    traffic: Traffic | None = None
    answer: Measure | None = None
    cron: Firings | None = None
    shows: str = ""
    wrong: list[WrongAnswer] = []
    replay: str = ""


class Line(_Data, frozen=True, kw_only=True):
    """One line to put in order. at: the moment of the trace it stands for; the key follows from the trace.
    why: shown with the right order."""

    text: str
    at: Find
    why: str


class Order(_Data, frozen=True, kw_only=True, tag_field="kind", tag="order"):
    """Put lines in order. The key is the order of their moments in the engine's trace. workers: deployed beside it."""

    id: str
    prompt: str
    project: str
    traffic: Traffic
    workers: list[str] = []
    lines: list[Line]
    why: str = ""
    replay: str = ""


class Number(_Data, frozen=True, kw_only=True, tag_field="kind", tag="number"):
    """Estimate a number. Where the engine can say, project, traffic and measure (or a cron to count) give the key; else
    `published` is the figure and `source` says whose and when. low and high: the band taken as right. log_scale: show
    the guess so."""

    id: str
    prompt: str
    low: float
    high: float
    why: str
    unit: str = ""
    project: str = ""
    workers: list[str] = []
    traffic: Traffic | None = None
    measure: Measure | None = None
    cron: Firings | None = None
    shows: str = ""
    published: float | None = None
    source: str = ""
    log_scale: bool = False
    wrong: list[WrongAnswer] = []
    replay: str = ""


class Fix(_Data, frozen=True, kw_only=True, tag_field="kind", tag="fix"):
    """Repair code or configuration; `task` is the id of a task cell of this lesson."""

    id: str
    prompt: str
    task: str
    replay: str = ""


Cell = Prediction | Run | Task | Demo | Choice | Choices
"""What `[[id]]` in the prose may show. A Choice in the prose is the "what did happen?" after a run."""

Item = Choice | Choices | Predict | Order | Number | Fix
"""A question of the self-check. replay: id of the run cell to look at again after a wrong answer."""


class Lesson(_Data, frozen=True, kw_only=True):
    """One lesson. statements: ids (S1-S44) of the page's coverage table taught here."""

    format: int
    number: int
    id: str
    title: str
    minutes: int
    objective: str
    assumes: str
    statements: list[str]
    cell: list[Cell]
    item: list[Item]


class Prose(msgspec.Struct, frozen=True):
    """Markdown between two cells."""

    markdown: str


Block = Prose | Cell
"""A lesson on screen is a list of blocks, then its self-check."""
