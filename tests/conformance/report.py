"""How the engine compares with workerd: `python -m tests.conformance.report [TOPIC | ID …]`.

Without arguments: passed cases by topic and the ids that do not pass. With topics or ids: those cases only. With one
id: its source, its steps and every difference.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict

from tests.conformance.cases import Case, load_cases
from tests.conformance.judge import Verdict, judge


def main(arguments: list[str]) -> int:
    """Prints the report. 0 when all chosen cases pass, 1 when some do not, 2 when nothing has that name."""
    wanted = set(arguments)
    cases = [case for case in load_cases() if not wanted or wanted & {case.id, case.topic}]
    unknown = wanted - {case.id for case in cases} - {case.topic for case in cases}
    if unknown:
        print(f"No topic or case is called {', '.join(sorted(unknown))}.", file=sys.stderr)
        return 2
    verdicts = list(judge(cases))
    if len(cases) == 1:
        _print_source(cases[0])
    if wanted:
        _print_differences(verdicts)
    _print_topics(verdicts)
    return 0 if all(verdict.passed for verdict in verdicts) else 1


def _print_source(case: Case) -> None:
    print(f"# {case.id}: {case.data['title']}\n{case.data['notes']}")
    for path, content in case.data["files"].items():
        print(f"--- {path}\n{content}")
    for step in case.data["steps"]:
        print(json.dumps(step, ensure_ascii=False))


def _print_differences(verdicts: list[Verdict]) -> None:
    for verdict in verdicts:
        print(f"{'pass' if verdict.passed else 'FAIL'}  {verdict.case.id}")
        for difference in verdict.differences:
            print("  " + difference)


def _print_topics(verdicts: list[Verdict]) -> None:
    topics: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        topics[verdict.case.topic].append(verdict)
    print()
    for topic, members in topics.items():
        failed = [verdict.case.id for verdict in members if not verdict.passed]
        print(f"{topic:22} {len(members) - len(failed):3} of {len(members):3}   {' '.join(failed)}")
    print(f"{'all':22} {sum(verdict.passed for verdict in verdicts):3} of {len(verdicts):3}")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
