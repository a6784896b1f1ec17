"""What the bytes of the multi-byte encodings of East Asia stand for, for platform/multi-byte-encoding.js.

The tables are those of Python's codecs, in the order of the Encoding standard's indexes
(https://encoding.spec.whatwg.org/#indexes). They are large: an isolate gets those whose labels stand in its Worker's
code.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

LABELS = Path(__file__).parent / "platform" / "encoding-labels.js"
NOTHING = "\ufffd"
NAMES = ("gbk", "gb18030", "big5", "euc-jp", "iso-2022-jp", "shift_jis", "euc-kr")

LOW = range(0x81, 0xFF)
"""First bytes of most of them."""

# fmt: off
GB18030 = {
    0xA3A0: "\u3000", 0xA6D9: "︐︒︑︓︔︕︖", 0xA6EC: "︗︘", 0xA6F3: "︙", 0xA8BC: "ḿ", 0xFE59: "龴", 0xFE61: "龵",
    0xFE66: "龶龷", 0xFE6D: "龸", 0xFE7E: "龹", 0xFE90: "龺", 0xFEA0: "龻",
}
"""Where the standard is newer than the codec: first pair, and what it and the pairs after it stand for."""
BIG5 = {
    0x877A: "㡵𡵓𣚞𦀡㻬𥣞㫵竼龗𤅡𨤍𣇪𠪊𣉞䌊蒄龖鐯䤰蘓墖靊鈘秐稲晠権袝瑌篅枂稬剏遆㓦珄𥶹瓆鿇垳"
            "䤯呌䄱𣚎堘穲𧭥讏䚮𦺈䆁𥶙箮𢒼鿈𢓁𢓉𢓌鿉蔄𣖻䂴鿊䓡𪷿拁灮鿋",
    0x8E69: "箸", 0x8E6F: "簆", 0x8E7E: "糎", 0x8EAB: "緒", 0x8EB4: "縝", 0x8ECD: "者", 0x8ED0: "耨", 0x8F57: "菁",
    0x8F69: "蒨", 0x8F6E: "萏", 0x8FCB: "覦覩", 0x8FFE: "起", 0x906D: "都", 0x907A: "銹", 0x90DC: "靜", 0x90F1: "響",
    0x91BF: "鼖", 0x9244: "蔃", 0x92AF: "兙兛兝兞", 0x92C8: "鍮", 0x92D1: "瑹", 0x9447: "浧", 0x94CA: "禛",
    0x95D9: "邗", 0x9644: "靝", 0x96ED: "瀞", 0x96FC: "嬨", 0x9B76: "爁", 0x9B78: "矗", 0x9B7B: "纇", 0x9BC6: "駖",
    0x9BDE: "釔", 0x9BEC: "惞", 0x9BF6: "澶", 0x9C42: "輶", 0x9C53: "侻", 0x9C62: "營", 0x9C68: "鄄", 0x9C6B: "鷰",
    0x9C77: "菏", 0x9CBC: "尐秣", 0x9CD0: "婧", 0x9D57: "輋", 0x9D5A: "筑", 0x9DC4: "拐", 0x9EA9: "恢", 0x9EEF: "痹",
    0x9EFD: "汊", 0x9F60: "鬮", 0x9F66: "鼗", 0x9FCB: "僭", 0x9FD8: "弌", 0xA063: "蠏", 0xA077: "拎", 0xA0D5: "瑨",
    0xA0DF: "煢", 0xA0E4: "牐", 0xA145: "‧", 0xA14E: "﹑", 0xA1C2: "¯", 0xA1E3: "～", 0xA1F2: "⊕⊙", 0xA241: "∕﹨",
    0xA244: "￥", 0xA246: "￠￡", 0xA3C0: "␀␁␂␃␄␅␆␇␈␉␊␋␌␍␎␏␐␑␒␓␔␕␖␗␘␙␚␛␜␝␞␟␡€", 0xC6CF: "廴", 0xC6D3: "无",
    0xC6D5: "癶", 0xC6D7: "隶", 0xC6DE: "〃仝", 0xFA5F: "倩", 0xFA66: "偽", 0xFABD: "包", 0xFAC5: "卄", 0xFAD5: "卿",
    0xFB48: "嘅", 0xFBB8: "婷", 0xFBF3: "幵", 0xFBF9: "廐", 0xFC4F: "彘", 0xFC6C: "悤", 0xFCB9: "撐", 0xFCE2: "晴",
    0xFCF1: "杞", 0xFDB7: "沜渝", 0xFDBB: "港", 0xFDF1: "煮", 0xFE52: "猪", 0xFE6F: "瑜", 0xFEAA: "瓩", 0xFEDD: "砉",
}
"""The same for Big5: HKSCS of 2008, and what Taiwan writes for some signs."""
# fmt: on


def tables_code(names: Collection[str]) -> str:
    """JavaScript that gives the tables of the encodings whose labels are among the names in a Worker's code; "" where
    none is."""
    labels = _labels()
    wanted = sorted({labels[label] for name in names if (label := name.strip("\t\n\f\r ").lower()) in labels})
    if not wanted:
        return ""
    return f"() => () => ({msgspec.json.encode({name: _table(name) for name in wanted}).decode()})"


@cache
def _labels() -> dict[str, str]:
    """Label → name of the encoding, as the platform's file has them."""
    lines = [line.split() for line in LABELS.read_text("utf-8").splitlines()]
    return {label: line[0] for line in lines if line and line[0] in NAMES for label in line}


@cache
def _table(name: str) -> dict[str, Any]:
    return _MAKERS[name]()


def _pairs(
    codec: str,
    firsts: Iterable[int],
    seconds: Sequence[int],
    corrections: Mapping[int, str] | None = None,
    width: int = 1,
) -> str:
    """Each pair's text in a row, `width` UTF-16 units each."""
    found = {
        (first << 8) + second: _decoded(codec, bytes((first, second)), width) for first in firsts for second in seconds
    }
    for pair, characters in (corrections or {}).items():
        place = seconds.index(pair & 0xFF)
        for second, character in zip(seconds[place:], characters, strict=False):
            found[(pair & 0xFF00) + second] = _filled(character, width)
    return "".join(found.values())


def _decoded(codec: str, data: bytes, width: int = 1) -> str:
    text = data.decode(codec, "replace")
    return _filled(text, width) if NOTHING not in text else NOTHING * width


def _filled(text: str, width: int) -> str:
    units = len(text.encode("utf-16-le")) // 2
    return text + "\0" * (width - units) if units <= width else NOTHING * width


def _gb18030() -> dict[str, Any]:
    seconds = [*range(0x40, 0x7F), *range(0x80, 0xFF)]
    ranges: list[int] = []
    expected = -1
    for pointer in range(39420):
        rest, fourth = divmod(pointer, 10)
        rest, third = divmod(rest, 126)
        first, second = divmod(rest, 10)
        point = ord(bytes((first + 0x81, second + 0x30, third + 0x81, fourth + 0x30)).decode("gb18030"))
        if pointer == 7457:  # https://encoding.spec.whatwg.org/#index-gb18030-ranges-code-point
            point = 0xE7C7
        if point != expected:
            ranges += [pointer, point]
        expected = point + 1
    return {"pairs": _pairs("gb18030", LOW, seconds, GB18030), "ranges": ranges}


def _jis0208() -> str:
    firsts = [*range(0x81, 0xA0), *range(0xE0, 0xFD)]
    return _pairs("cp932", firsts, [*range(0x40, 0x7F), *range(0x80, 0xFD)])


def _jis0212() -> str:
    high = range(0xA1, 0xFF)
    found = [_decoded("euc_jp", bytes((0x8F, first, second))) for first in high for second in high]
    found[94 + 0xB7 - 0xA1] = "\uff5e"  # the codec has an ASCII tilde
    return "".join(found)


_MAKERS: dict[str, Callable[[], dict[str, Any]]] = {
    "gbk": _gb18030,
    "gb18030": _gb18030,
    "big5": lambda: {"pairs": _pairs("big5hkscs", LOW, [*range(0x40, 0x7F), *range(0xA1, 0xFF)], BIG5, 2)},
    "euc-jp": lambda: {"jis0208": _jis0208(), "jis0212": _jis0212()},
    "iso-2022-jp": lambda: {"jis0208": _jis0208()},
    "shift_jis": lambda: {"jis0208": _jis0208()},
    "euc-kr": lambda: {"pairs": _pairs("cp949", LOW, range(0x41, 0xFF))},
}
