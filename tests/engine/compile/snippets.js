// One snippet for every form of statement and expression that probes are put around, and for every hazard there.
// Each logs what it does; where(error) logs an error with its stack, so that positions are compared too.

//## statements

//# expression
log(1); log(2)
log(3)

//# variable
var a = 1, b
let c = a
const d = c; log(a, b, c, d)

//# block
{ let a = 1; { let a = 2; log(a) } log(a) }

//# if
for (const x of [0, 1]) { if (x) { log('yes') } else { log('no') } }

//# if without braces
for (const x of [0, 1, 2]) if (x === 1) log('one'); else if (x) log('two'); else log('none')

//# if without braces or semicolon
if (1)
  log('a')
else
  log('b')
if (0) log('c')
log('d')

//# dangling else
for (const [a, b] of [[1, 0], [0, 1], [1, 1]]) if (a) if (b) log('both'); else log('first')

//# if with empty body
if (1); else log('no')
if (0) log(1); else;
log('end')

//# if with var
if (0) var v = 1
log(v)

//# for
for (let i = 0, n = 2; i < n; i++) log(i)
for (;;) break
for (var j = 0; j < 1; j++);
log(j)

//# for closures
const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i)
log(fs.map((f) => f()))

//# for in
for (const k in { a: 1, b: 2 }) log(k)
let q; for (q in { c: 1 }) log(q)

//# for of
for (const [k, v] of new Map([[1, 2]])) log(k, v)
let o = {}; for (o.x of [1, 2]) log(o.x)

//# for of closes
function* g() { try { yield 1; yield 2 } finally { log('closed') } }
for (const x of g()) { log(x); break }

//# while
let i = 3; while (i-- > 0) log(i)
while (i++ < 0) { log('w', i) }

//# do while
let i = 0; do log(i); while (++i < 2)
do { log('b', i) } while (i-- > 1) log('same line')

//# switch
for (const x of [1, 2, 3, 4]) switch (x) { case 1: log('one'); case 2: log('two'); break; default: { log('?') } case 3: log('three') }

//# switch scope
switch (2) { case 1: let a = 1; function f() { return a } break; case 2: a = 5; log(a); }

//# switch scope dead
try { switch (2) { case 1: let a = 1; break; case 2: log(a) } } catch (e) { where(e) }

//# labels
outer: for (let i = 0; i < 3; i++) { inner: for (;;) { if (i === 1) continue outer; if (i === 2) break outer; break inner } log(i) }
l: { log('in'); break l; log('never') }
m: n: for (;;) break m

//# label on expression
a: log('labelled')

//# try
function f() { try { return log('try') } catch { } finally { log('finally') } }
f(); try { throw new Error('x') } catch (e) { log(e.message) } finally { log('f') }

//# finally overrides
function f() { try { throw 1 } finally { return 2 } }
log(f()); function g() { for (;;) { try { return 1 } finally { break } } return 3 }
log(g())

//# catch pattern
try { throw { a: 1, b: [2] } } catch ({ a, b: [c] }) { log(a, c) }

//# throw
function f() {
  throw new TypeError('t')
}
try { f() } catch (e) { where(e) }

//# throw at top
log('before')
function f() { throw new RangeError('top') }
  f()
log('after')

//# debugger
debugger; log('on')

//# empty
;;;log('x');;

//# comments
// first
/* a */ log(1) /* b */ // c
/* d
*/ log(2)
if (1) /* e */ log(3) // f
else /* g */ log(4)

//# using
{ using a = { [Symbol.dispose]() { log('disposed') } }; log('using') }

//# await using
{ await using a = { async [Symbol.asyncDispose]() { log('disposed') } }; log('using') }
log('end')

//## functions

//# function
log(f(1)); function f(a) { return a + 1 }
log(f.name, f.length)

//# same function twice
function f() { function g() { return 1 } function g() { return 2 } return g() }
log(f())

//# var and function
function f() { var g; function g() {} return typeof g }
log(f()); function h(a) { function a() {} return typeof a }
log(h(1))

//# var and parameter
function f(a) { var a; return a }
log(f(3)); function g(a = 1, b = () => a) { var a = 2; return [a, b()] }
log(g())

//# arguments
function f(a) { return arguments.length + [...arguments].join() }
log(f(1, 2)); function g() { return (() => arguments[0])(9) }
log(g(7))

//# this
const o = { f() { return this === o }, g: () => this, h: function () { return (() => this === o)() } }
log(o.f(), o.g(), o.h()); function s() { return this }
log(s())

//# new.target
function F() { log(new.target === F, (() => new.target === F)()) }
new F(); F()

//# arrows
const a = (x) => x + 1, b = (x, y = 2) => ({ x, y }), c = async (x) => x, d = (...r) => r.length, e = x => y => x + y
log(a(1), b(1).y, d(1, 2), e(1)(2), a.name, b.length, c.name); log(await c(4))

//# arrow over lines
const f = (x) =>
  x
  + 1 // one
log(f(1))
const g = () => [1, 2,
  3]
log(g())

//# arrow with a sequence
const f = () => (1, 2), g = [() => 1, () => 2]
log(f(), g.length, g[1]())

//# arrow with a conditional
const f = (x) => x ? 'y' : () => 'n'
log(f(1), f(0)())

//# arrow in call
log([1, 2, 3].map((x) => x * 2).filter((x) => x > 2).reduce((a, b) => a + b, 0))

//# arrow that throws
const f = (x) =>
  x.y.z
try { f({}) } catch (e) { where(e) }

//# directives
function f() { 'use strict'; return this }
function g() { "use strict"
 return 1 }
function h() { /* c */ 'a' /* d */; 'b'; log('h') }
function i() { 'a' + log('not a directive') }
function j() { 'only' }
log(f(), g(), h(), i(), j())

//# directive without semicolon
function f() { 'use strict'
}
function g() { 'use strict' }
function h() { 'use strict' /* c */ ; return 2 }
log(f(), g(), h())

//# names
const a = function () {}, b = () => {}, c = class {}, d = class E {}; let e; e = () => {}
const { f = () => {} } = {}; const o = { g: () => {}, h() {}, get i() { return 1 }, ['j' + 1]: () => {}, async k() {}, *l() {} }
log(a.name, b.name, c.name, d.name, e.name, f.name, o.g.name, o.h.name, Object.getOwnPropertyDescriptor(o, 'i').get.name, o.j1.name, o.k.name, o.l.name)

//# lengths
log(((a, b = 1, c) => 1).length, (function (a, ...b) {}).length, (async (a, b) => a).length, (class { constructor(a, b, c) {} }).length)

//# defaults
function f(a = log('default'), b = (() => 2)(), { c = b, ...d } = {}, [e = 5] = []) { return [a, b, c, e].join() }
log(f(), f(1, 3))

//# recursion
function f(n) { return n ? n * f(n - 1) : 1 }
log(f(5)); const g = (n) => n < 2 ? n : g(n - 1) + g(n - 2)
log(g(10))

//# immediately called
(function () { log('iife') })(); (() => log('arrow'))(); (async () => { log('async') })()
;[1].forEach((x) => log(x))

//# nested functions
function a() { return function b() { return function () { return () => 'deep' } } }
log(a()()()())

//# getter and setter
const o = { v: 1, get a() { return this.v }, set a(x) { this.v = x * 2 } }
o.a = 4; log(o.a)

//# computed keys
let n = 0; const o = { ['a' + n++]: n, [`b${n++}`]() { return n }, async *[Symbol.asyncIterator]() { yield 1 } }
log(Object.keys(o), o.b1()); for await (const x of o) log(x)

//## classes

//# class
class A { constructor(x) { this.x = x } m() { return this.x } static s() { return 's' } get g() { return 1 } set g(v) { log(v) } }
const a = new A(2); a.g = 3; log(a.m(), A.s(), a.g, A.name, A.length)

//# class fields
let n = 0; class A { a = n++; static b = n++; #c = () => this.a; ['d' + n] = n; get() { return this.#c() } static #e = 5; static e() { return A.#e } has(o) { return #c in o } }
const a = new A(); log(a.a, A.b, a.get(), a.d1, A.e(), a.has(a), a.has({}))

//# static block
class A { static x = 1; static { this.y = this.x + 1; try { throw 1 } catch { log('caught') } } static { log(this.y) } static {} }

//# static block variables
class A { static { var a = 1; let b = 2; function c() { return a + b } log(c()) } static { log(typeof a) } }

//# super
class A { constructor(x) { this.x = x } m() { return 'A' + this.x } }
class B extends A { constructor(x) { log('before'); super(x + 1); log(this.x) } m() { return 'B' + super.m() + (() => super.m())() } }
log(new B(1).m()); class C extends A {}
log(new C(5).x)

//# super not called
class A {} class B extends A { constructor() { log('no super') } }
try { new B() } catch (e) { where(e) }

//# super in arrow
class A {} class B extends A { constructor() { const s = () => super(); s(); log(this instanceof B) } }
new B()

//# constructor returns
class A { constructor() { return { other: 1 } } }
log(new A().other)

//# class expression
const C = class { static n = 1 }, D = new (class { v = 2 })()
log(C.n, D.v, C.name)

//# extends call
const mixin = (B) => class extends B { mixed() { return 'mixed' } }
class A extends mixin(Object) {}
log(new A().mixed())

//# private methods
class A { #p(x) { return x * 2 } static #q() { return 3 } get #r() { return this.#p(4) } run() { return [this.#p(1), A.#q(), this.#r].join() } }
log(new A().run())

//# accessor keywords as names
const o = { get: 1, set: 2, async: 3, static: 4, await_: 5, of: 6, get get() { return 7 } }; class A { get = 1; static = 2; async() { return 3 } static static() { return 4 } }
log(o.get, o.of, new A().get, new A().async(), A.static())

//## await

//# await
const a = await 1; log(a); log(await Promise.resolve(2), await (await 3))

//# await in function
async function f(x) {
  const a = await x
  log('after', a)
  return a + await 1
}
log('called', f.length); f(1).then((v) => log('then', v)); log('sync')

//# await everywhere
const p = (v) => Promise.resolve(v); const o = { k: { z: 1 }, async m() { return this } }
async function f() { if (await p(1)) log('if'); for (const x of await p([1])) log(x); for (let i = await p(0); i < await p(1); i += await p(1)) log('i', i); switch (await p(1)) { case await p(1): log('case') } while (await p(0)); do log('do'); while (await p(0)); const { [await p('k')]: { z } } = o; log(z, `t${await p(2)}`, [await p(3), ...await p([4])], { a: await p(5), [await p('b')]: 6 }.b, -await p(7), typeof await p(8), !await p(0), (await p([9]))[0], (await p({ x: 10 })).x, await p(1) + await p(2), await p(0) || await p(11), await p(null) ?? await p(12), (await p(1)) ? await p(13) : 0, (await o.m())?.k.z, new (await p(Array))(2).length, await p(1) in o, (await p(0), await p(14))); throw await p('thrown') }
f().catch((e) => log('caught', e))

//# await rejected
async function f() { try { await Promise.reject(new Error('no')) } catch (e) { log('caught', e.message) } finally { log('finally') } await Promise.reject(new Error('out')) }
f().catch((e) => log(e.message))

//# await thenable
const t = { then(ok) { log('then called'); ok(5) } }
;(async () => { log(await t); log('x') })(); log('sync')

//# await precedence
async function f() { const x = { y: async () => 3, z: 2 }; return [await x.y(), await x.z, await x.y() + 1, await x?.y?.(), await `a`, await (1, 2), await (async () => 4)(), await async function () { return 5 }(), await new Promise((r) => r(6)), await [7][0], await -8, await !0, await typeof 1, await void 0, await /r/.source] }
log(await f())

//# await with comments
async function f() { return await /* a */ 1 /* b */ + await // c
 2 }
log(await f()); log(await(3)); log(await[4][0])

//# await statement without semicolon
async function f() { log(1)
await null
log(2)
await null; [3].forEach((x) => log(x))
}
await f()

//# return await
async function f() { return await g() } async function g() { return h() } async function h() { return Promise.resolve('h') }
f().then((v) => log(v)); Promise.resolve().then(() => log(1)).then(() => log(2)).then(() => log(3)).then(() => log(4)).then(() => log(5)).then(() => log(6)).then(() => log(7))

//# async arrows
const a = async () => await 1, b = async x => { await x; return 2 }, c = async () => ({ v: await 3 })
log(await a(), await b(0), (await c()).v)

//# async methods
const o = { async a() { return await 1 }, async *b() { yield await 2 }, async ['c']() { return 3 } }; class A { async d() { return await 4 } static async e() { return 5 } #f = async () => await 6; g() { return this.#f() } }
log(await o.a(), (await o.b().next()).value, await o.c(), await new A().d(), await A.e(), await new A().g())

//# async throws
async function f() {
  await null
  throw new Error('late')
}
f().catch((e) => where(e)); async function g() { throw new Error('early') }
g().catch((e) => log(e.message)); log('sync')

//# for await
async function* g() { yield 1; yield Promise.resolve(2); yield 3 }
for await (const x of g()) log(x)
for await (const y of [Promise.resolve('a'), 'b']) { log(y); if (y === 'a') continue; break }

//# for await in function
async function f(xs) { for await (const x of xs) log(x); return 'done' }
f([1, Promise.resolve(2)]).then((v) => log(v)); f([Promise.reject('r')]).catch((v) => log('c', v)); log('sync')

//# all and race
const t = (v) => (async () => { await null; await null; return v })()
log(await Promise.all([t(1), 2, t(3)])); log(await Promise.race([t(1), 2])); log((await Promise.allSettled([t(1), Promise.reject(0)])).map((r) => r.status)); log(await Promise.any([Promise.reject(1), t(2)]))

//## generators

//# generator
function* g(n) { for (let i = 0; i < n; i++) { const got = yield i; log('got', got) } return 'end' }
const it = g(2); log(JSON.stringify([it.next('a'), it.next('b'), it.next('c'), it.next('d')]))

//# yield forms
function* g() { yield; yield 1, 2; const x = [yield 3, yield 4]; yield x.length; yield yield 5; (yield) + (yield 6); return yield* [7, 8] }
log([...g()].join())

//# yield delegates
function* a() { const x = yield 1; log('a got', x); return 'r' } function* b() { log(yield* a()); yield* 'xy'; try { yield* a() } finally { log('b closed') } }
const it = b(); log(it.next().value, it.next(5).value, it.next().value, it.next().value); log(JSON.stringify(it.return(9)))

//# generator closed early
function* g() { try { yield 1 } finally { log('f'); yield 2; log('g') } }
const it = g(); log(JSON.stringify([it.next(), it.return(5), it.next(), it.next()])); const j = g(); log(JSON.stringify(j.return(1)))

//# generator throws
function* g() { try { yield 1 } catch (e) { log('in', e); yield 2 } throw new Error('g') }
const it = g(); it.next(); log(it.throw('t').value); try { it.next() } catch (e) { where(e) }

//# async generator
async function* g() { const a = yield 1; log('a', a); try { yield await Promise.resolve(2); yield Promise.reject('rejected') } catch (e) { log(e) } return await 3 }
const it = g(); log(JSON.stringify([await it.next(), await it.next('x'), await it.next(), await it.next()])); Promise.all([g().next(), g().return(4)]).then((r) => log(JSON.stringify(r)))

//# async generator delegates
async function* a() { yield 1; yield 2; return 'r' } async function* b() { log(yield* a()); yield* [Promise.resolve(3)] }
for await (const x of b()) log(x)

//# generator method
class A { *[Symbol.iterator]() { yield* this.items() } *items() { yield 1; yield 2 } static async *s() { yield 3 } }
log([...new A()]); for await (const x of A.s()) log(x)

//## expressions and the ends of lines

//# semicolons left out
let a = 1
let b = a
++b
log(a, b)
const c = () => 1
log(c())
var d = function () { return 2 }
log(d())
let e = a
/1/1
log(e)

//# lines that go on
const f = (x) => ({ x, get: () => x })
const v = f(1)
  .get
  (log('argument'))
log(v)
const w = 1 +
  2
log(w)
let s = `a
${w}
b`
log(s)

//# return and line end
function f() { return
1 }
log(f()); function g() { return (
  2
) }
log(g())

//# regex and division
const r = /a\/[/]b/g.test('a//b'), d = 4 / 2 / 1
log(r, d); if (1) /x/.exec('x')
log([/[}]/.source, `${/`/.source}`])

//# templates
const tag = (s, ...v) => s.raw.join('|') + v.join()
log(tag`a${1}b\n${(() => 2)()}c`, `x${`y${(() => { return 'z' })()}`}`)

//# objects and blocks
const f = () => { a: 1 }, g = () => ({ a: 1 }), h = () => { return { a: 1 } }
log(f(), g().a, h().a); ({ a: 1 }).a; ({}); [1, 2].length

//# destructuring
const { a, b: { c = 3, ...d } = {}, ...e } = { a: 1, x: 2 }; let [f, , g = 4, ...h] = [1, 2, undefined, 5]; ({ a: f, g = 6 } = { a: 7 }); [f, g] = [g, f]
log(a, c, JSON.stringify(d), JSON.stringify(e), f, g, h)

//# optional chaining
const o = { a: { b: () => 1 } }
log(o?.a?.b?.(), o.x?.y.z(), o.x?.[log('never')], delete o?.a)

//# logical assignment
let a = null, b = 0, c = 1; a ??= (() => 1)(); b ||= 2; c &&= 3
log(a, b, c, 2 ** 3 ** 0, 7n * 2n, 1_000)

//# sequence and void
let a = (log(1), log(2), 3)
void log('v'), a++
log(a)

//# spread
log(Math.max(...[1, 2], ...new Set([3])), { ...{ a: 1 }, b: 2 }.a, [...'ab'].length)

//# in and instanceof
for (const x of [[], {}]) log('length' in x, x instanceof Array)
for (let i = ('a' in { a: 1 }) ? 0 : 5; i < 1; i++) log(i)

//# new
function F(a) { this.a = a } F.G = class { constructor() { this.g = 1 } }
log(new F(1).a, new F.G().g, new F().a, (new F(2)).a)

//# tail positions
const f = (n) => n === 0 ? 'done' : f(n - 1)
log(f(50))

//# errors in expressions
const tests = [() => null.x, () => undefinedName, () => { const c = 1; c = 2 }, () => (void 0)(), () => { tdz; let tdz }, () => new Array(-1), () => ({}).f(), () => BigInt(1.5), () => { null[Symbol.iterator] }, () => { const [a] = 1 }]
for (const t of tests) try { t() } catch (e) { where(e) }

//# errors over lines
function deep(n) {
  if (n) {
    return deep(n - 1)
  }
  return missing.
    property
}
try {
  deep(2)
} catch (e) { where(e) }

//# errors after text that is not ASCII
const s = 'é漢😀'; try { null.x } catch (e) { where(e) }
async function f() { const t = '漢字'; await '😀'; null.y }
await f().catch((e) => where(e))

//# stack overflow
function f() { return f() + 1 }
try { f() } catch (e) { log(e.name) }

//# shadowing
const x = 1; { const x = 2; (() => { const x = 3; log(x) })(); log(x) } log(x)

//# eval in a function
function f(a) { return eval('a + 1') }
log(f(2)); log((0, eval)('1 + 1')); log(new Function('a', 'return a * 2')(4))

//# global object
globalThis.shared = 5; log(shared, typeof globalThis.missing, 'shared' in globalThis)

//# names with a dollar
const $e = 1, $s = (x) => x, $$f = 2, $ = (x) => x + 1
log($e, $s(2), $$f, $(3), `${$e}`)

//# await at the end of a line
async function f() {
  await
    null
  const a = await // c
    1
  return await /* d
  */ Promise.resolve(a)
}
log(await
  f()); if (1) await
  0; else await
  1
log('x')

//# html-like
let x = 1; log(x-->0, x)

//## exports

//# export forms
export const a = 1; export let b = 2, c = () => 3; export function d() { return 4 }
export async function* e() {}
export class F {}
const g = 6, h = 7; export { g, h as i }; b = 20; export var j; export { d as 'a string' }

//# export default object
export default { async fetch(request) { return 1 }, n: 2 }; log('after')

//# export default function
export default function () { return 1 }
log('x')

//# export default named function
log(f.name); export default function f() { return 1 }
log(f())

//# export default async function
export default async function (a, b) { await 1 }

//# export default class
export default class { static { log('evaluated') } m() {} }

//# export default named class
export default class A { static n = 1 }
log(A.n)

//# export default arrow
export default (a, b) => a + b

//# export default async arrow
export default async (a) => await a

//# export default await
export default await Promise.resolve(5)

//# export default expression
let n = 1
export default n++ + [1].map((x) => x)[0]
log(n)

//# worker
let count = 0
const worker = {
  async fetch(request, env, ctx) {
    count++
    ctx.waitUntil(later())
    return count
  },
}
export default worker
async function later() { await null; log('later', count) }
log(await worker.fetch(null, null, { waitUntil: (p) => p.then(() => log('over')) }))
