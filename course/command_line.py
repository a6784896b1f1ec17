"""The command line: reads the arguments, calls the part that does the work, and turns its answer into an exit status.

0: done. 1: the learner's code or a check failed. 2: wrong usage. 130: Ctrl+C. Whatever goes wrong is one sentence on
standard error. Nothing heavy is imported before it is known to be needed: `--help`, `--version` and `run` never load
Textual.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from course import __version__
from course.demo import DEMONSTRATIONS
from course.exit_status import DONE, FAILED, INTERRUPTED, WRONG_USAGE
from engine.errors import ChildError, EngineError, LoadError, ProjectError

DESCRIPTION = "A course in the terminal: how Cloudflare Workers run, taught by running them."
WITHOUT_COMMAND = "Without a command the course opens where you left off."


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit status. arguments: what follows the program's name (default: the shell's)."""
    try:
        return _run(list(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return DONE
    except (ChildError, LoadError) as error:
        print(error, file=sys.stderr)
        return FAILED
    except ProjectError as error:
        print(error, file=sys.stderr)
        return FAILED if error.file else WRONG_USAGE
    except EngineError as error:
        print(error, file=sys.stderr)
        return WRONG_USAGE
    except Exception as error:
        print(_own_fault(error), file=sys.stderr)
        return FAILED


def _run(arguments: list[str]) -> int:
    parsed = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = parsed.command
    status = command(parsed)
    sys.stdout.flush()
    return status


def _own_fault(error: Exception) -> str:
    """A mistake of workerscope's own, in one sentence; the traceback is kept in a file, for whoever mends it."""
    import traceback

    from course.paths import data_folder

    what = f"workerscope failed, and the fault is its own: {type(error).__name__}: {error}."
    file = data_folder() / "last-failure.txt"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(traceback.format_exception(error)), "utf-8")
    except OSError:
        return what
    return f"{what} What happened where is in {file}."


def _forget_output() -> None:
    """Whoever read our output is gone (`… | head`). Python would complain of it once more at exit."""
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115 (kept open until the process ends)


# --- the commands ----------------------------------------------------------------------------------------------------


def _open_course(_: argparse.Namespace) -> int:
    from course import app

    return app.run(None)


def _learn(parsed: argparse.Namespace) -> int:
    if parsed.plain:
        from course import plain

        return plain.learn(parsed.lesson, parsed.lessons)
    from course import garbage

    garbage.wait()
    from course import app

    return app.run(parsed.lesson, parsed.lessons)


def _quiz(parsed: argparse.Namespace) -> int:
    from course import plain_quiz

    return plain_quiz.quiz(parsed.lesson, parsed.due, parsed.lessons)


def _run_project(parsed: argparse.Namespace) -> int:
    from course import run_command

    return run_command.run(parsed)


def _dev(parsed: argparse.Namespace) -> int:
    from course import dev_command

    return dev_command.run(parsed)


def _demo(parsed: argparse.Namespace) -> int:
    from course import demo

    return demo.run(parsed)


def _play(parsed: argparse.Namespace) -> int:
    from course import play_command

    return play_command.run(parsed)


def _race(parsed: argparse.Namespace) -> int:
    from course import race_command

    return race_command.run(parsed)


def _bench(parsed: argparse.Namespace) -> int:
    from course import bench_command

    return bench_command.run(parsed)


def _check(parsed: argparse.Namespace) -> int:
    from course import check

    return check.run_check(parsed.folder, parsed.json)


def _progress(_: argparse.Namespace) -> int:
    from course import progress

    print(progress.report())
    return DONE


def _new_lesson(parsed: argparse.Namespace) -> int:
    from course import new_lesson

    return new_lesson.new_lesson(parsed.name, parsed.folder)


def _eject(parsed: argparse.Namespace) -> int:
    from course import eject

    return eject.eject(parsed.lesson, parsed.folder, parsed.lessons)


def _export(parsed: argparse.Namespace) -> int:
    from course.export import command

    return command.export(parsed.lesson, parsed.file, parsed.lessons)


def _report(parsed: argparse.Namespace) -> int:
    from course import progress_report

    return progress_report.report(parsed.files, parsed.format)


def _serve(parsed: argparse.Namespace) -> int:
    from course import serve

    return serve.serve(parsed.port)


def _doctor(_: argparse.Namespace) -> int:
    from course import doctor

    return doctor.examine()


# --- the arguments ---------------------------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, and where help is."""

    def error(self, message: str) -> None:  # type: ignore[override]
        print(f"{self.prog}: {message}\nTry `{self.prog} --help`.", file=sys.stderr)
        raise SystemExit(WRONG_USAGE)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="workerscope", description=DESCRIPTION, epilog=WITHOUT_COMMAND)
    parser.add_argument("--version", action="version", version=f"workerscope {__version__}")
    parser.set_defaults(command=_open_course)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)

    learn = commands.add_parser("learn", help="open one lesson", description="Opens a lesson.")
    learn.add_argument("lesson", nargs="?", metavar="LESSON", help="its number or name (default: where you left off)")
    learn.add_argument("--plain", action="store_true", help="linear text instead of a full screen")
    _add_lessons(learn)
    learn.set_defaults(command=_learn)

    quiz = commands.add_parser("quiz", help="check yourself", description="Asks questions, one by one.")
    quiz.add_argument("--lesson", metavar="LESSON", help="only of this lesson, by number or name")
    quiz.add_argument("--due", action="store_true", help="only what is due for review today")
    quiz.add_argument("--plain", action="store_true", help="linear text (which this version always uses)")
    _add_lessons(quiz)
    quiz.set_defaults(command=_quiz)

    _add_run(commands)

    dev = commands.add_parser(
        "dev", help="serve a Worker over HTTP, in real time", description=_DEV, epilog=_DEV_LIMITS
    )
    dev.add_argument("project", metavar="PROJECT", help="a folder with a wrangler file, or a .js or .ts file")
    dev.add_argument("--port", type=int, default=8787, metavar="N", help="on 127.0.0.1 (default: 8787; 0: any free)")
    dev.add_argument("--env", default="", metavar="NAME", help="the environment of the wrangler file to serve")
    dev.add_argument("--worker", nargs="+", action="extend", default=[], metavar="DIR", help="another Worker beside it")
    dev.add_argument("--plain", action="store_true", help="lines instead of the live view")
    dev.set_defaults(command=_dev)

    demo = commands.add_parser("demo", help="show one thing, full screen", description="Opens a demonstration.")
    demo.add_argument("name", choices=DEMONSTRATIONS, metavar="NAME", help=" or ".join(DEMONSTRATIONS))
    demo.add_argument("--plain", action="store_true", help="told in plain text instead")
    demo.add_argument("--speed", type=float, default=1.0, metavar="X", help="how fast it plays (default: 1)")
    demo.set_defaults(command=_demo)

    words = "the sandbox: any Worker, any traffic, every view"
    play = commands.add_parser(
        "play",
        help=words,
        description=_PLAY,
        epilog=_PLAY_TRAFFIC,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    play.add_argument("project", nargs="?", metavar="PROJECT", help="a project, a scenario file, or a trace (.jsonl)")
    play.set_defaults(command=_play)

    race = commands.add_parser("race", help="race isolate, process and container cold starts", description=_RACE)
    race.add_argument("--runs", type=int, default=10, metavar="N", help="starts of each contender (default: 10)")
    race.add_argument("--json", action="store_true", help="the measurements as JSON")
    race.set_defaults(command=_race)

    bench = commands.add_parser("bench", help="measure the engine and the app on this machine", description=_BENCH)
    bench.add_argument("--json", action="store_true", help="the figures as JSON")
    bench.set_defaults(command=_bench)

    check = commands.add_parser("check", help="prove that lessons hold", description=_CHECK)
    check.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="a lesson, or a folder of lessons")
    check.add_argument("--json", action="store_true", help="the findings as JSON")
    check.set_defaults(command=_check)

    progress = commands.add_parser("progress", help="what you have done, and where it is kept")
    progress.set_defaults(command=_progress)

    new = commands.add_parser("new-lesson", help="begin a lesson of your own", description=_NEW_LESSON)
    new.add_argument("name", metavar="NAME", help="lowercase words joined by dashes, such as caching-basics")
    new.add_argument("folder", nargs="?", type=Path, default=Path("."), metavar="DIR", help="default: this folder")
    new.set_defaults(command=_new_lesson)

    eject = commands.add_parser("eject", help="take a lesson's Workers out as plain folders", description=_EJECT)
    eject.add_argument("lesson", metavar="LESSON", help="its number or name")
    eject.add_argument("folder", type=Path, metavar="DIR", help="where the folders go")
    _add_lessons(eject)
    eject.set_defaults(command=_eject)

    export = commands.add_parser("export", help="keep a lesson as you did it, in one file", description=_EXPORT)
    export.add_argument("lesson", metavar="LESSON", help="its number or name")
    export.add_argument("file", nargs="?", type=Path, metavar="FILE", help="ends in .html (default) or .md")
    _add_lessons(export)
    export.set_defaults(command=_export)

    report = commands.add_parser("report", help="what learners have done, for their teacher", description=_REPORT)
    report.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a progress file, or a folder with one")
    report.add_argument("--format", choices=("text", "json", "csv"), default="text", help="default: text")
    report.set_defaults(command=_report)

    serve = commands.add_parser("serve", help="the course in a browser on this machine", description=_SERVE)
    serve.add_argument("--port", type=int, default=8000, metavar="N", help="default: 8000")
    serve.set_defaults(command=_serve)

    doctor = commands.add_parser("doctor", help="check this installation, in words")
    doctor.set_defaults(command=_doctor)
    return parser


_CHECK = "Runs every starter, solution and answer key of the lessons: starters fail, solutions pass, keys hold."
_PLAY = "Opens a project with its code, traffic and views; or a scenario that was shared,\nor what `run --trace` wrote."
_PLAY_TRAFFIC = """\
traffic, a line each:
  GET /x                 a request, as `run --request` takes it
  CRON 0 * * * *         a cron event
  TOGETHER 20 ms         what follows overlaps, 20 ms apart; ALONE ends that
  WAIT 2 h               time passes, and the Worker's own crons fire
  FROM SYD GET /x        sent by a client in Sydney
  TO blog GET /x         for a copy of the Worker, by that name
  NETWORK LIS NRT 2      cities, with 2 servers each; SHARDING may follow
  MACHINE 24 8           24 MB a server, 8 MB an isolate; isolates are evicted
  DAY 3 example.com/*    3 requests a day; then error 1027, or, on that route, the origin
"""
_RACE = "Starts the same Worker from nothing to its first response in each of them, and measures, here and now."
_BENCH = "Measures, here and now: cold starts, warm requests, the cost of the trace, 10,000 isolates, the first paint."
_NEW_LESSON = "Writes a folder with a small lesson that works. You change it into your own; no Python is needed."
_EJECT = "Writes each of its projects to a folder, with your changes: for `npx wrangler dev` and your own editor."
_EXPORT = "Writes a lesson with your code, its results, your answers and notes: one HTML file, or Markdown."
_REPORT = "Tells what was answered, how sure, and which beliefs it showed. Several files are a class. Reads only."
_SERVE = "Shows the course at http://127.0.0.1:8000, to this machine only. One learner: tabs share their progress."
_DEV = (
    "Serves a Worker on 127.0.0.1, reloads it when a file is saved, and shows requests, logs and exceptions as they "
    "come; in a terminal with a look into each request."
)
_DEV_LIMITS = (
    "A cron trigger fires at /cdn-cgi/handler/scheduled?cron=*+*+*+*+*; a batch of messages, each a line of JSON, is "
    "delivered by a POST to /cdn-cgi/handler/queue/NAME. Secrets come from PROJECT/.dev.vars. What the Worker stores "
    "(KV, D1, R2, Durable Objects, messages of queues) is kept in PROJECT/.workerscope/state; delete that folder to "
    "forget it. Its fetch() meets simulated origins."
)
_RUN = "Runs events against a Worker on the engine, in virtual time, and prints what came of them."
_REQUESTS = """
A request is METHOD URL [Name: value]… BODY, in one argument:
  'GET /'    '/search?q=tea'    'POST /orders two cups'
  'POST /orders [Content-Type: application/json] {"cups": 2}'
Without --request, --cron and --steps, one GET / is sent. Requests and crons are sent in the order given.
Exit status: 0 all went well; 1 the Worker did not load, threw or hit a limit; 2 wrong usage.
"""


def _add_lessons(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lessons", type=Path, metavar="DIR", help="a folder of lessons instead of the course's own")


def _add_run(commands: argparse._SubParsersAction[_Parser]) -> None:
    run = commands.add_parser(
        "run",
        help="send events to a Worker and print what comes back",
        description=_RUN,
        epilog=_REQUESTS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    run.add_argument(
        "project", nargs="?", metavar="PROJECT", help="a folder with a wrangler file, or a .js or .ts file"
    )
    run.add_argument("--request", nargs="+", action=_Event, dest="events", metavar="'GET /x'", help="a request to send")
    run.add_argument(
        "--cron", nargs="+", action=_Event, dest="events", metavar="EXPR", help="a scheduled event to send"
    )
    run.add_argument("--steps", metavar="FILE", help="a JSON file with a list of steps to send; - reads standard input")
    run.add_argument("--env", default="", metavar="NAME", help="the environment of the wrangler file to run")
    run.add_argument("--worker", nargs="+", action="extend", default=[], metavar="DIR", help="another Worker beside it")
    run.add_argument("--outbound", default="", metavar="NAME", help="the --worker that answers global fetch()")
    run.add_argument("--trace", metavar="FILE", help="write every event of the run there, one JSON object a line")
    run.add_argument("--json", action="store_true", help="print the results as JSON")
    run.set_defaults(command=_run_project, events=[])


class _Event(argparse.Action):
    """Keeps requests and crons in the order in which they were given, as (option, text)."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: object, option: str | None = None
    ) -> None:
        assert isinstance(values, list)
        setattr(namespace, self.dest, [*getattr(namespace, self.dest), *((option, text) for text in values)])
