"""What HTTP adds around a Worker."""

from __future__ import annotations

import gzip
import zlib

import pytest

from engine.http import incoming_headers, on_the_wire, reason_phrase, request_record
from engine.request_line import request_step
from engine.step import Step
from tests.engine.worlds import bodies, run


@pytest.mark.parametrize(
    ("status", "said", "phrase"),
    [
        (200, "", "OK"),
        (404, "", "Not Found"),
        (200, "Fine", "Fine"),
        (299, "", "Successful"),
        (599, "", "Server Error"),
    ],
)
def test_reason_phrases_are_those_of_workerd(status: int, said: str, phrase: str) -> None:
    assert reason_phrase(status, said) == phrase


def test_a_request_arrives_with_what_its_connection_needs() -> None:
    assert incoming_headers("http://user@a.example:8080/x", [("X", "1")], 3) == [
        ["X", "1"],
        ["Host", "a.example:8080"],
        ["Connection", "close"],
        ["Content-Length", "3"],
    ]


def test_headers_of_the_step_win() -> None:
    given = [("host", "b.example"), ("CONNECTION", "keep-alive"), ("Transfer-Encoding", "chunked")]
    assert incoming_headers("http://a.example/", given, 3) == [list(pair) for pair in given]


@pytest.mark.parametrize(
    ("body", "record", "length"),
    [
        (None, None, None),
        ("", {"text": ""}, "0"),
        ("é", {"text": "é"}, "2"),
        ({"base64": "AQI="}, {"base64": "AQI="}, "2"),
    ],
)
def test_bodies_and_their_length(
    body: str | dict[str, str] | None, record: dict[str, str] | None, length: str | None
) -> None:
    made = request_record(Step(method="POST", body=body))
    assert made["body"] == record
    assert dict(made["headers"]).get("Content-Length") == length


def test_a_body_is_compressed_where_the_worker_named_the_coding() -> None:
    assert gzip.decompress(on_the_wire(b"zip me", [("Content-Encoding", "GZIP")])) == b"zip me"
    assert zlib.decompress(on_the_wire(b"zip me", [("content-encoding", "deflate")])) == b"zip me"
    assert on_the_wire(b"zip me", [("content-encoding", "br")]) == b"zip me"
    assert on_the_wire(b"zip me", [("content-type", "text/plain")]) == b"zip me"
    assert on_the_wire(b"", [("content-encoding", "gzip")]) == b""


def test_one_list_of_methods_for_the_wire_and_for_the_command_line() -> None:
    """As workerd has it: QUERY and BAN reach a Worker; M-SEARCH does not by that name."""
    for method in ("QUERY", "BAN", "PURGE", "MSEARCH"):
        step = request_step(f"{method} /")
        assert step.method == method
        assert bodies(run("export default { fetch: (request) => new Response(request.method) }", step)) == [method]
    report = run("export default { fetch: () => new Response('never') }", Step(method="M-SEARCH", url="/"))
    assert report.result.steps[0].status == 501
