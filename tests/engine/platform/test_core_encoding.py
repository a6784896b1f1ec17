"""TextEncoder, TextDecoder, atob, btoa: the Encoding standard, with node's tables where node is installed."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from tests.engine.platform.heap import Heap

NAMES = """
ibm866 iso-8859-2 iso-8859-3 iso-8859-4 iso-8859-5 iso-8859-6 iso-8859-7 iso-8859-8 iso-8859-10 iso-8859-13 iso-8859-14
iso-8859-15 koi8-r koi8-u macintosh windows-874 windows-1250 windows-1251 windows-1253 windows-1254 windows-1255
windows-1256 windows-1257 windows-1258 x-mac-cyrillic
"""
TABLES = NAMES.split()


@pytest.fixture
def heap() -> Heap:
    return Heap({"TextEncoder", "TextDecoder", "atob", "btoa"})


def decoded(heap: Heap, data: bytes, label: str = "utf-8", options: str = "{}") -> object:
    return heap.run(f"return new TextDecoder('{label}', {options}).decode(new Uint8Array({list(data)}));")


@pytest.mark.parametrize(
    "data",
    [b"", b"abc", "é✓😀".encode(), b"a\xffb", b"\xe2\x9c", b"\xf0\x9f\x98", b"\xc0\xaf", b"\xed\xa0\x80",
     b"\xf4\x90\x80\x80", b"\xe0\x80\x80", b"\x80", b"\xf0\x80\x80\x80a", b"\xe2\x28\xa1", b"\xff\xfe"],
)  # fmt: skip
def test_utf8_with_mistakes_as_the_standard_has_it(heap: Heap, data: bytes) -> None:
    assert decoded(heap, data) == data.decode("utf-8", "replace")  # Python follows the same rule for U+FFFD
    valid = data.decode("utf-8", "ignore").encode() == data
    expected = data.decode() if valid else "TypeError: Failed to decode input."
    assert decoded(heap, data, options="{ fatal: true }") == expected


def test_utf8_in_any_pieces_is_the_whole(heap: Heap) -> None:
    body = """
      const bytes = new TextEncoder().encode('\\ufeffaé✓😀\\u0000z');
      const whole = new TextDecoder().decode(bytes);
      for (let i = 0; i <= bytes.length; i++) for (let j = i; j <= bytes.length; j++) {
        const decoder = new TextDecoder('utf-8', { fatal: true });
        const cut = [bytes.slice(0, i), bytes.slice(i, j), bytes.slice(j)];
        const pieces = cut.map((piece) => decoder.decode(piece, { stream: true }));
        if (pieces.join('') + decoder.decode() !== whole) return [i, j, pieces];
      }
      return whole;"""
    assert heap.run(body) == "aé✓😀\0z"


def test_the_byte_order_mark(heap: Heap) -> None:
    assert decoded(heap, b"\xef\xbb\xbfA") == "A"
    assert decoded(heap, b"\xef\xbb\xbfA", options="{ ignoreBOM: true }") == "\ufeffA"
    assert decoded(heap, "A😀".encode("utf-16"), "utf-16") == "A😀"


@pytest.mark.parametrize(("label", "codec"), [("utf-16le", "utf-16-le"), ("utf-16be", "utf-16-be")])
def test_utf16(heap: Heap, label: str, codec: str) -> None:
    assert decoded(heap, "Añ😀".encode(codec), label) == "Añ😀"
    assert decoded(heap, "A".encode(codec) + b"\x00", label) == "A\ufffd"


def test_latin1_is_windows_1252(heap: Heap) -> None:
    assert heap.run("return new TextDecoder('latin1').encoding;") == "windows-1252"
    assert decoded(heap, bytes([0x80, 0x81, 0xE9, 0x9F]), "ascii") == "€\x81éŸ"


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed: its tables are what is compared with")
def test_single_byte_tables(heap: Heap) -> None:
    script = (
        "const all = Uint8Array.from({ length: 128 }, (_, i) => 128 + i); const out = {};"
        f"for (const name of {TABLES}) out[name] = new TextDecoder(name).decode(all);"
    )
    node = subprocess.run(["node", "-p", f"{script} JSON.stringify(out)"], capture_output=True, text=True, check=True)
    ours = heap.run(f"{script} return out;")
    assert ours == json.loads(node.stdout)


def test_unknown_labels_and_what_this_engine_cannot_decode(heap: Heap) -> None:
    assert heap.run("new TextDecoder('nope')") == 'RangeError: "nope" is not a valid encoding.'
    assert "where its label stands in the Worker's code" in heap.run("new TextDecoder('gbk')")


def test_encode_into_never_splits_a_character(heap: Heap) -> None:
    body = """
      const room = new Uint8Array(5);
      const done = new TextEncoder().encodeInto('aé✓x', room);
      return [done, [...room], [...new TextEncoder().encode('a\\ud800')]];"""
    assert heap.run(body) == [{"read": 2, "written": 3}, [97, 195, 169, 0, 0], [97, 239, 191, 189]]


@pytest.mark.parametrize("text", ["aGVsbG8", "aGVsbG8=", " aGVs\\nbG8= \\t", "aGV sbG8="])
def test_atob_forgives(heap: Heap, text: str) -> None:
    assert heap.run(f"return atob('{text}');") == "hello"


@pytest.mark.parametrize("text", ["a*bc", "a", "aGVsbG8==", "aG=VsbG8", "_-8=", "===="])
def test_atob_refuses(heap: Heap, text: str) -> None:
    assert heap.run(f"atob('{text}')").startswith(
        "InvalidCharacterError: atob() called with invalid base64-encoded data."
    )


def test_btoa(heap: Heap) -> None:
    assert heap.run("return [btoa('\\xff\\0'), btoa(null), btoa('')];") == ["/wA=", "bnVsbA==", ""]
    assert heap.run("btoa('✓')").startswith(
        "InvalidCharacterError: btoa() can only operate on characters in the Latin1"
    )
