"""Scripts that QuickJS compiles once a process, for all heaps: what V8's snapshot is to the real runtime.

The binding has no door for bytecode. QuickJS itself has (`JS_WriteObject`, `JS_ReadObject` of quickjs.h), and the
binding's own library exports it on Linux and macOS: it is called there through ctypes. That needs the address of a
context's JSContext, which the binding keeps behind the object's header; so it is done only where everything about the
binding is as known (`_as_known`). Elsewhere (Windows, PyPy, 32 bits, another version) every heap compiles the text,
which takes about four times as long and gives the same.

Only text of our own comes here: QuickJS does not check bytecode. No learner's code does.
"""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache, lru_cache
from typing import Any

import _quickjs
import quickjs

KNOWN_VERSION = b"0.17.0"
"""Of QuickJS: its bytecode and these calls were tested with it."""
HEADER_BYTES = 16
"""Of every Python object, where this is done."""
CONTEXT_BYTES = 80
"""Of the binding's Context: header, JSRuntime*, JSContext*, time limit, thread, callables (its module.c)."""
RUNTIME_AT, CONTEXT_AT = HEADER_BYTES, HEADER_BYTES + 8

COMPILE_ONLY = 1 << 5  # JS_EVAL_FLAG_COMPILE_ONLY
BYTECODE = 1 << 0  # JS_WRITE_OBJ_BYTECODE and JS_READ_OBJ_BYTECODE
WITHOUT_SOURCE = 1 << 4  # JS_WRITE_OBJ_STRIP_SOURCE
EXCEPTION = 6  # JS_TAG_EXCEPTION


class _Value(ctypes.Structure):
    """A JSValue: what it is, or where, and its tag."""

    _fields_ = (("content", ctypes.c_uint64), ("tag", ctypes.c_int64))


def available() -> bool:
    """Whether bytecode can be had here."""
    return _library() is not None


@lru_cache(maxsize=256)
def compiled(script: str, file_name: str) -> bytes | None:
    """The bytecode of a script, without its source text. None where QuickJS cannot be asked for it, or where it does
    not compile."""
    library = _library()
    if library is None:
        return None
    scratch, text, size = quickjs.Context(), script.encode(), ctypes.c_size_t()
    context = _context_of(scratch)
    function = library.JS_Eval(context, text, len(text), file_name.encode(), COMPILE_ONLY)
    if function.tag == EXCEPTION:
        return None
    written = library.JS_WriteObject(context, ctypes.byref(size), function, BYTECODE | WITHOUT_SOURCE)
    library.JS_FreeValue(context, function)
    code = ctypes.string_at(written, size.value) if written else None
    library.js_free(context, written)
    return code


def run(heap: Any, code: bytes) -> bool:
    """Runs a script's bytecode in a `quickjs.Context`. What it gives is dropped. False: it ended with an exception,
    which is dropped too (a heap that is too small for it, say)."""
    library = _library()
    assert library is not None, "there is bytecode only where the library can be called"
    context = _context_of(heap)
    library.JS_UpdateStackTop(_address(heap, RUNTIME_AT))
    function = library.JS_ReadObject(context, code, len(code), BYTECODE)
    result = function if function.tag == EXCEPTION else library.JS_EvalFunction(context, function)  # which frees it
    failed = bool(result.tag == EXCEPTION)
    library.JS_FreeValue(context, library.JS_GetException(context) if failed else result)
    return not failed


@cache
def _library() -> Any:
    """The binding's library, its functions' types told. None where it is not as known."""
    if not _as_known():
        return None
    library = ctypes.CDLL(_quickjs.__file__)
    pointer, size, number = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
    signatures: dict[str, tuple[Any, list[Any]]] = {
        "JS_GetVersion": (ctypes.c_char_p, []),
        "JS_GetRuntime": (pointer, [pointer]),
        "JS_UpdateStackTop": (None, [pointer]),
        "JS_Eval": (_Value, [pointer, ctypes.c_char_p, size, ctypes.c_char_p, number]),
        "JS_WriteObject": (pointer, [pointer, ctypes.POINTER(size), _Value, number]),
        "JS_ReadObject": (_Value, [pointer, ctypes.c_char_p, size, number]),
        "JS_EvalFunction": (_Value, [pointer, _Value]),
        "JS_GetException": (_Value, [pointer]),
        "JS_FreeValue": (None, [pointer, _Value]),
        "js_free": (None, [pointer, pointer]),
    }
    for name, (gives, takes) in signatures.items():
        function = getattr(library, name, None)
        if function is None:
            return None
        function.restype, function.argtypes = gives, takes
    heap = quickjs.Context()
    is_known = library.JS_GetVersion() == KNOWN_VERSION
    return library if is_known and library.JS_GetRuntime(_context_of(heap)) == _address(heap, RUNTIME_AT) else None


def _as_known() -> bool:
    """Whether this Python and the binding lay their objects out as is written above."""
    return (
        os.name == "posix"
        and sys.implementation.name == "cpython"
        and ctypes.sizeof(ctypes.c_void_p) == 8
        and object.__basicsize__ == HEADER_BYTES
        and quickjs.Context.__basicsize__ == CONTEXT_BYTES
    )


def _context_of(heap: Any) -> int:
    return _address(heap, CONTEXT_AT)


def _address(heap: Any, offset: int) -> int:
    """A pointer in a binding's object: of CPython, whose `id` is the object's address."""
    return ctypes.c_void_p.from_address(id(heap) + offset).value or 0
