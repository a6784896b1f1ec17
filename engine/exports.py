"""What a Worker's module exports, judged as workerd does when it loads a Worker (tests/conformance)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.step import Failure

if TYPE_CHECKING:
    from engine.isolate import Isolate

_HANDLER_TYPES = ("object", "function")


def load_failure(exports: list[str]) -> Failure | None:
    """Why these exports stop the Worker from loading; None when they do not. exports: name, type, class kind …"""
    for name, kind, _ in _triples(exports):
        if kind == "null":
            what = "N7workerd3api15ExportedHandlerE"
            return Failure(
                name="TypeError",
                message=f"Cannot initialize {what} with required members from an undefined or null value.",
            )
        if kind not in _HANDLER_TYPES:
            return Failure(
                name="TypeError",
                message=f"Incorrect type for map entry '{name}': the provided value is not of type "
                "'function or ExportedHandler'.",
            )
    return None


def goes_to_origin(exports: list[str]) -> bool:
    """Whether requests pass by this Worker: no default export, or one that is a plain function or class."""
    for name, _, kind in _triples(exports):
        if name == "default":
            return kind == "function"
    return True


def missing_objects(isolate: Isolate) -> list[str]:
    """What to say of bindings to Durable Object classes that the isolate's Worker does not export."""
    classes = {b["class"] for b in isolate.worker.bindings if b["kind"] == "durable-object" and not b["script"]}
    if not classes:
        return []
    exported = {name for name, kind, _ in _triples(isolate.exports()) if kind == "function"}
    return [
        f'A binding refers to the Durable Object class "{name}", but the Worker exports no class of that name: every '
        f"call to it will fail. Write `export class {name} extends DurableObject`, or correct class_name."
        for name in sorted(classes - exported)
    ]


def _triples(exports: list[str]) -> list[tuple[str, str, str]]:
    return list(zip(exports[::3], exports[1::3], exports[2::3], strict=True))
