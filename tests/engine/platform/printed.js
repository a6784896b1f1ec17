"str", 1, -0, 1.5, true, null, undefined, 10n, Symbol("s")
{ a: 1, "b-c": "x", 3: [1], nested: { deep: { deeper: { deepest: 1 } } } }
[1, "two", [3, [4, [5, [6]]]]], [], {}, [undefined, null], [, 1, , ,]
new Map([["k", { v: 1 }]]), new Set([1, "a"]), new Date(0), /re/gi
() => 1, function named() {}, async () => {}, function* gen() {}, class A {}, class B extends Array {}
new Uint8Array([1, 2, 3]), new ArrayBuffer(4), new DataView(new ArrayBuffer(2))
new Promise(() => {}), new WeakMap(), new WeakSet()
[new String("s"), new Number(1), new Boolean(false), Object(Symbol("x"))], Object.create(null), new (class Foo { x = 1; #priv = 2; get y() { return 3; } })()
"quotes 'single'", ["it's", 'say "hi"', "both '\"", "back`tick", "new\nline", "tab\t", "all'\"`", "\x07\x7f"]
{ "key with space": 1, ok_key: 2, "1a": 3, $d: 4 }
Array.from({ length: 105 }, (_, i) => i)
["x".repeat(200)]
Object.fromEntries(Array.from({ length: 30 }, (_, i) => ["key" + i, i]))
{ alpha: "a".repeat(30), beta: "b".repeat(30), gamma: "c".repeat(30) }
new Map(Array.from({ length: 3 }, (_, i) => [i, { v: i }]))
[{ id: 1, name: "one" }, { id: 2, name: "two" }, { id: 3, name: "three" }]
(() => { const c = { name: "loop" }; c.self = c; c.arr = [c]; return c; })()
{ get g() { return 1; }, set s(v) {}, get gs() { return 1; }, set gs(v) {}, f() {} }
{ a: [[[["deep"]]]], s: new Set([[1, { z: { y: {} } }]]) }
"%s is %d years and %i months", "Bob", 42.5, 42.9
"%f %j %o %O %%", "1.25", { a: 1 }, { b: [1] }, { c: 2 }
"%s %s", "only one"
"%d %i %f", "abc", "7px", {}
"%s|%s|%s|%s|%s|%s", null, undefined, Symbol("q"), 5n, -0, { a: { b: 1 } }
"%s %s", () => 1, class K {}
"100%", "done", "%s", "extra"
5, "%s", "not first"
"%x unknown", 1
"%"
Array.from({ length: 30 }, (_, i) => "item" + i)
Array.from({ length: 26 }, (_, i) => "w".repeat(i))
Array.from({ length: 9 }, (_, i) => ({ id: i }))
Array.from({ length: 120 }, (_, i) => i * 1000)
[1.5, 22.25, 333.125, 4, 5, 6, 7, 8, 9, 10]
["a", 1, "b", 2, "c", 3, "d", 4, "e"]
{ list: Array.from({ length: 50 }, (_, i) => i), deep: { list: Array.from({ length: 20 }, (_, i) => "x" + i) } }
{ user: { id: 1, name: "Ada", roles: ["admin", "dev"], address: { city: "London", geo: { lat: 1, lng: 2 } } }, ok: true }
"multi\nline text in an array", ["multi\nline text that is quite long and goes beyond the length of eighty columns\nyes"]
new Map([[{ a: 1 }, new Set([1, 2, new Map([["x", 1]])])]])
Object.assign([1, 2, 3], { extra: true })
Object.assign(function f() {}, { a: 1 })
Object.assign(/x/g, { a: 1 })
class Foo { static x = 1 }
new (class extends Map {})([[1, 2]])
new (class Stack extends Array {})(1, 2, 3)
Object.create({ a: 1 })
Object.create(Object.create(null))
new (class Temp { constructor() { this.c = 21; } get f() { return 1; } })()
[function () {}, () => {}, async function x() {}, Math.max, class {}]
Math, JSON, globalThis.undefined
[null, undefined, true, NaN, Infinity, -Infinity, -0]
new Date(NaN), [new Date(86400000)]
Symbol.iterator, [Symbol("a b")], { k: Symbol("z") }
new Error("plain").message, String(new TypeError("t"))
"%o", { f() {} }
"%o", [1, [2, [3]]]
"%O", { a: { b: { c: { d: 1 } } } }
"%s", [1, [2, 3]], "%s", new Date(0), { a: 1 }
"%s", new Error("x").message
"%s", { toString() { return "mine"; } }
"%s", new (class P { toString() { return "P!"; } })()
"%s", new (class P { x = 1 })()
"%d", "42", "%i", 42.9
"%d %d", 10n, Symbol("x")
"%c%s", "css", "text"
"a%%b", 1
"%s%%", 50
[[[[]]]], { a: { b: { c: {} } } }, { a: { b: { c: { d: 1 } } } }
{ a: { b: { c: [] } } }, { a: { b: { c: [1] } } }, { a: { b: { c: new Map([[1, 2]]) } } }, {a:{b:{c:class X{}, d(){}, e:new Date(0), f:/x/}}}
new Float64Array([1.5, -0]), new BigInt64Array([1n]), new Uint8Array(200)
new Uint8Array(60).buffer
[1, , 3], [, ], [,,,], new Array(5)
[..."abcdefghijklmnopqrstuvwxyz"]
{ "a-b": { "c d": ["e"] } }
[undefined, , null]
new (class Foo { constructor() { this.self = this; } })()
new Proxy({}, {}) === 1
(function () { return arguments; })(1, 2)
new Map([["a", new Map([["b", new Map([["c", new Map()]])]])]])
{ s: "it's", t: `a"b'c` }
{ undefined: undefined, null: null }
"a".repeat(20000).length, ["a".repeat(10005)].length
["a".repeat(10005)]
new Set(), new Map(), [new Set(), new Map()]
Object.assign(new Map([[1, 2]]), { x: 1 })
{ [Symbol("x")]: 1 }.constructor.name
new Boolean(true), Object(1n), Object.assign(new String("abc"), { x: 1 })
{ a: 1n, b: [1n, 2n, 3n, 4n, 5n, 6n, 7n] }
[1.0, 2, 3, 4, 5, 6, 100000000]
Array.from({length: 7}, (_, i) => [i, i * 2])
Array.from({length: 27}, (_, i) => 'longer item number ' + i)
{ func: function () {}, arrow: () => {}, klass: class Q {}, async a() {}, *g() {} }
new (class Foo extends (class Bar {}) {})()
Object.setPrototypeOf({ a: 1 }, null)
Object.setPrototypeOf([1], null)
Object.defineProperty({}, "hidden", { value: 1 })
Object.defineProperty({ a: 1 }, Symbol.toStringTag, { value: "T" })
"\u{1f600}", ["\u{1f600}", "\ud800", "é", "日本"]
[["日本語", "x"], ["y"]]
{ a: 'x'.repeat(70) }, { a: 'x'.repeat(76) }
[new Map([['a',1]]).entries()].length
{ ['__proto__']: 1 }
