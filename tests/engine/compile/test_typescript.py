"""Types go, lines and columns stay; what is more than types is refused."""

from __future__ import annotations

import pytest

from engine.compile import compile_project
from engine.compile.typescript import erase_types
from engine.errors import LoadError
from tests.engine.compile.observing import observe

WORKER = """\
import type { Missing } from "./missing";
import { type AlsoMissing, helper } from "./helper";
import { OnlyTypes } from "./types";

interface Env {
  GREETING: string
}
export type Handler<T = Request> = (request: T, env?: Env) => Promise<Response>
declare const UNDEFINED: number
export abstract class Base<T> {
  protected abstract size(): number
  constructor(readonly_: T) { this.value = readonly_ }
  value: T
}
class Box<T extends string | number> extends Base<T> implements Iterable<T> {
  private readonly secret: string = "s"
  static made = 0
  declare ghost: string
  size(): number { return 1 }
  maybe?: OnlyTypes
  later!: number;
  [key: string]: unknown
  get(this: Box<T>, fallback?: T, ...rest: T[]): T | undefined { return (this.value ?? fallback)! }
  overloaded(a: string): void
  overloaded(a: unknown): void { log("overloaded", a as string) }
  override toString(): string { return `${this.secret}` }
  private static async *[Symbol.asyncIterator](): AsyncGenerator<number> { yield 1 }
  *[Symbol.iterator](): Generator<T> { yield this.value }
}
function isText(value: unknown): value is string { return typeof value === "string" }
function check(value: unknown): asserts value is string {}
function over(a: string): void
function over(a: number): void
function over(a: unknown) { log("over", a) }
const generic = <T,>(a: T, b = 1 as number): T => a!
const multi = (a: number): Promise<
  number
> => Promise.resolve(a)
const cast = generic as unknown as (a: number) => number
const table = { a: 1, b: [2] } satisfies Record<string, unknown>
let { a, b: [c] }: { a: number; b: number[] } = table as any
let tuple: [x: number, y?: string] = [1], sure!: string
const map = new Map<string, number>([["k", 1]] as const)
for (const x of [1] as number[]) log(x)
try { throw new Error("e") } catch (e: unknown) { log((e as Error).message) }
const box = new Box<number>(5);
const v = a as number
[1].length
log(generic<string>("g"), cast(2), c, [...box].join(), box.get(), isText(v), tuple[0], map.get("k")!, String(box))
box.overloaded("x"); over(1); (sure as any) = "sure"; log(sure!.length, v!, await multi(3), helper<string>())
log("maybe" in box, "ghost" in box, "later" in box)
export default {
  async fetch(request: Request, env: Env): Promise<Response> { return null as any }
} satisfies Handler
"""
FILES = {
    "index.ts": WORKER,
    "helper.ts": 'import { OnlyTypes } from "./types.js"\nexport const helper = <T>(): string => "helped"\n',
    "types.ts": "export interface OnlyTypes { a: number }",
}


@pytest.mark.parametrize("probes", [False, True])
def test_a_typed_worker_runs(probes: bool) -> None:
    compiled, seen = observe(FILES, probes=probes, main="index.ts")
    assert not compiled.broken
    assert not seen.error
    assert [line for line in seen.lines if not line.startswith("export ")] == [
        "1",
        "e",
        "g 2 2 5 5 false 1 1 s",
        "overloaded x",
        "over 1",
        "4 1 3 helped",
        "true false true",
    ]
    assert compiled.modules == ("helper.ts", "index.ts")


def test_every_byte_stays_in_its_place() -> None:
    source = WORKER.encode()
    erased = erase_types("index.ts", source)
    assert len(erased) == len(source)
    assert [len(line) for line in erased.split(b"\n")] == [len(line) for line in source.split(b"\n")]
    changed = {(old, new) for old, new in zip(source, erased, strict=True) if old != new}
    assert {new for _, new in changed} <= set(b" ;)")


def test_positions_are_those_of_the_typed_file() -> None:
    source = "const a: 'é漢' | 1 = 1; try { (null as unknown as { x: 1 }).x } catch (e) { where(e) }\n"
    compiled, seen = observe({"index.ts": source}, probes=True, main="index.ts")
    assert f"(index.ts:1:{source.index('(null') + 1})" in seen.lines[0]
    statement = next(probe for probe in compiled.probes if probe.kind == "statement" and probe.column > 1)
    assert statement.column == source.index("try") + 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("const x = a as any\n(b)", "const x = a;      \n(b)"),
        ("type A = 1\n(b)", ";         \n(b)"),
        ("a\ninterface B {}\n[c]", "a\n;             \n[c]"),
        ("x = y!\n(z)", "x = y \n(z)"),
        ("x as B\n[c].d", "x;    \n[c].d"),
        ("x = y as A.B.C.D", "x = y;          "),
        ("f(x as A.B['c'], y)", "f(x            , y)"),
        ("x as A.B\n(c)", "x;      \n(c)"),
        ("x as A.B.C\n[d]", "x;        \n[d]"),
        ("(a as unknown as { b(): c }).b()", "(a                         ).b()"),
        ("(x as B)[c]", "(x     )[c]"),
        ("return_(x as B)\n(c)", "return_(x     )\n(c)"),
        ("if (a) b as C\nelse d", "if (a) b;    \nelse d"),
        ("class A { a = 1\n private [b] = 2 }", "class A { a = 1\n ;       [b] = 2 }"),
        ("class A { a: number\n [b] = 1 }", "class A { a;       \n [b] = 1 }"),
        ("f<A<B>>(c)", "f      (c)"),
        ("let a = <T>b", "let a =    b"),
        ("const a = (b: number) => b", "const a = (b        ) => b"),
        ("export { type A, b }; let b", "export {         b }; let b"),
        ("function f(this: A) {}", "function f(       ) {}"),
        ("import { type A } from 'a'", "import {        } from 'a'"),
        ("a < b > (c)", "a       (c)"),
    ],
)
def test_what_is_left(before: str, after: str) -> None:
    assert erase_types("a.ts", before.encode()).decode() == after


@pytest.mark.parametrize(
    ("source", "line", "says"),
    [
        ("\nenum A { B = 1 }", 2, "Write an object instead"),
        ("export const enum A { B }", 1, "Write an object instead"),
        ("namespace A { export const b = 1 }", 1, "Put its contents in a file"),
        ("class A {\n  constructor(private b: number) {}\n}", 2, "Declare the field in the class"),
        ("@dec class A {}", 1, "Decorators"),
        ("import a = require('b')", 1, "Write import x from"),
        ("const a: = 1", 1, "cannot be read as TypeScript"),
    ],
)
def test_what_is_refused(source: str, line: int, says: str) -> None:
    with pytest.raises(LoadError, match=says) as caught:
        compile_project({"index.ts": source}, "index.ts", probes=False)
    assert caught.value.failure.line == line
    assert caught.value.failure.file == "index.ts"
