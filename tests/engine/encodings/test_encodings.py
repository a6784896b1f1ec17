"""TextDecoder of the multi-byte encodings of East Asia: as workerd, to the byte."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from engine.encodings import tables_code
from tests.engine.worlds import bodies, run

HERE = Path(__file__).parent
WORKER = (HERE / "worker.js").read_text("utf-8")
ANSWERS: dict[str, str] = json.loads((HERE / "answers.json").read_text("utf-8"))


@pytest.mark.parametrize("path", ANSWERS)
def test_every_pair_is_what_workerd_says(path: str) -> None:
    body = bodies(run(WORKER, f"http://example.com{path}", probes=False))[0] or ""
    assert hashlib.sha256(body.encode()).hexdigest() == ANSWERS[path]


def said(code: str) -> str:
    source = f"""export default {{ async fetch() {{
  try {{ return new Response(await ({code})) }}
  catch (error) {{ return new Response(`${{error.name}}: ${{error.message}}`) }}
}} }};"""
    return bodies(run(source, "http://example.com/"))[0] or ""


def test_a_stream_is_decoded_too() -> None:
    bytes_of_a = "new Blob([new Uint8Array([0x82, 0xa0])]).stream()"
    assert said(f"new Response({bytes_of_a}.pipeThrough(new TextDecoderStream('sjis'))).text()") == "あ"


def test_a_label_that_is_not_in_the_code_says_so() -> None:
    assert said("new TextDecoder(['g', 'bk'].join('')).decode()") == (
        "Error: This engine decodes gbk only where its label stands in the Worker's code as a text of its own. Write "
        'it there: new TextDecoder("gbk")'
    )


def test_only_the_tables_that_are_named_are_given() -> None:
    assert tables_code({"utf-8", "text"}) == ""
    assert tables_code({" KS_C_5601-1987\n"}).startswith('() => () => ({"euc-kr"')
