"""The statements that the course must teach, S1 to S44, and which lessons teach each. In our own words."""

from __future__ import annotations

from collections.abc import Iterable

from course.lesson import Lesson

STATEMENTS = {
    "S1": "the architecture differs from other serverless providers",
    "S2": "the runtime follows JavaScript and web standards",
    "S3": "it uses V8, as Chromium and Node.js do",
    "S4": "it has an open-source version, workerd",
    "S5": "a project has two basic parts",
    "S6": "the entry point, index.js or index.ts, holds the code",
    "S7": "wrangler.toml holds the configuration",
    "S8": "in the dashboard, editor and settings take their place",
    "S9": "an event, a request or a Cron Trigger, runs the code",
    "S10": "one Worker may be on several routes and decide by URL",
    "S11": "a project is as simple or complex as wanted",
    "S12": "simple: return a small HTML page",
    "S13": "complex: several domains and routes, own logic for each",
    "S14": "the developer decides how complex",
    "S15": "Workers run on a global network, in hundreds of places",
    "S16": "there is one runtime on each server",
    "S17": "that runtime is an environment in which Workers run",
    "S18": "each Worker in a runtime has its own isolate",
    "S19": "Workers are stateless: nothing is kept for certain",
    "S20": "an isolate is a light context: variables, a safe place",
    "S21": "an isolate is a sandbox for a function",
    "S22": "an isolate lasts for the length of a request",
    "S23": "isolates may be evicted, though rarely",
    "S24": "a cause of eviction: official limits",
    "S25": "a cause of eviction: a machine that is short of memory",
    "S26": "eviction is selective and waits for events to end",
    "S27": "one isolate takes many requests in one event loop",
    "S28": "what containers are",
    "S29": "containers are not event-driven",
    "S30": "elsewhere, each process has a language runtime of its own",
    "S31": "Workers pay the runtime's start once",
    "S32": "then nearly any number of scripts cost little more",
    "S33": "an isolate starts about a hundred times faster",
    "S34": "an isolate has its own scope",
    "S35": "isolates need not live long",
    "S36": "isolates may be ended for several reasons",
    "S37": "compute is per request: fetch(request, env, ctx)",
    "S38": "any data centre that gets the request calls fetch()",
    "S39": "the answer is a Response that is returned",
    "S40": "summary: how projects are organised",
    "S41": "summary: how Workers run on the network",
    "S42": "summary: from request to response",
    "S43": "next: the Developer Platform",
    "S44": "to read on: cloud computing without containers",
}


def taught(lessons: Iterable[Lesson]) -> dict[str, list[int]]:
    """Statement → numbers of the lessons that teach it, in order; none: an empty list."""
    every = sorted(lessons, key=lambda lesson: lesson.number)
    return {id: [lesson.number for lesson in every if id in lesson.statements] for id in STATEMENTS}


def missing(coverage: dict[str, list[int]]) -> list[str]:
    """The statements that no lesson teaches."""
    return [id for id, numbers in coverage.items() if not numbers]


def table(coverage: dict[str, list[int]]) -> str:
    """One line a statement, and what is missing."""
    lines = ["Statements and the lessons that teach them"]
    for id, numbers in coverage.items():
        lines.append(f"  {id:<4} {STATEMENTS[id]:<58} {', '.join(map(str, numbers)) or 'missing'}")
    if gaps := missing(coverage):
        lines.append(f"{len(STATEMENTS) - len(gaps)} of {len(STATEMENTS)} taught; missing: {', '.join(gaps)}")
    else:
        lines.append(f"All {len(STATEMENTS)} statements are taught.")
    return "\n".join(lines)
