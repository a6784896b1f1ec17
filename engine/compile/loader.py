"""The JavaScript that joined files need, on line 1 of the text."""

from __future__ import annotations


def commonjs_loader(prefix: str) -> str:
    """Declares what CommonJS modules need besides: `commonjs(file, table)`, the object of one, with its `require`,
    which looks in `table`; `standard(exports)`, what a default import reads (esbuild's rule, which is Babel's: an
    object that says it was a module has its own default); `star(module)`, what `import * as` reads;
    `plain(namespace)`, what `require()` gives of a platform module."""
    return _COMMONJS.replace("\n", "").format(p=prefix)


def loader(prefix: str) -> str:
    """Declares, each name with the prefix: `g`, the generator of each file by number; `o`, what running it came to;
    `namespace(cells)`, the object of `import * as`; `constant`, what throws when an import is assigned to;
    `named(function)`, which names a default export; `checked(namespace, specifier, names)`, for platform modules;
    `run(number)`, which runs a file once; `importer(file)`, its `import()`, which looks in `table`.
    """
    return _TEXT.replace("\n", "").format(p=prefix)


_TEXT = """
const {p}g=[],{p}o=[],
{p}namespace=(cells)=>{{
  const namespace=Object.create(null);
  for(const name of Object.keys(cells))
    Object.defineProperty(namespace,name,{{enumerable:true,get:cells[name],set(){{
      throw new TypeError(`Cannot assign to property '${{name}}' of [object Module]`)}}}});
  Object.defineProperty(namespace,Symbol.toStringTag,{{value:"Module"}});
  return Object.preventExtensions(namespace)}},
{p}constant=new Proxy({{}},{{set(){{throw new TypeError("Assignment to constant variable.")}}}}),
{p}named=(value)=>Object.defineProperty(value,"name",{{value:"default",configurable:true}}),
{p}checked=(namespace,specifier,names)=>{{
  for(const name of names)if(!(name in namespace))
    throw new SyntaxError(`The requested module '${{specifier}}' does not provide an export named '${{name}}'`);
  return namespace}},
{p}run=(index)=>{{
  let outcome={p}o[index];
  if(outcome===undefined){{
    outcome={p}o[index]={{}};
    try{{outcome.value={p}g[index].next()}}catch(error){{outcome.thrown=[error]}}}}
  if(outcome.thrown)throw outcome.thrown[0];
  return outcome.value}},
{p}importer=(file)=>async(specifier)=>{{
  specifier=`${{specifier}}`;
  let parts=specifier.startsWith("/")?[]:file.split("/").slice(0,-1);
  for(const part of specifier.split("/"))
    if(part===".."&&parts.length&&parts.at(-1)!=="..")parts.pop();
    else if(part!==""&&part!==".")parts.push(part);
  const name=/^(cloudflare|node):/.test(specifier)?specifier:parts.join("/")||".",
  found=Object.hasOwn({p}table,name)?{p}table[name]:undefined;
  if(found===undefined)throw new Error(`No such module "${{name}}"`+(name.startsWith("../")?"":"."));
  for(const index of found[1])await {p}run(index);
  return found[0]()}};
"""

_COMMONJS = """
const {p}commonjs=(file,table)=>{{
  const module={{exports:{{}},id:file,filename:`/${{file}}`,loaded:false,children:[],paths:[]}};
  const require=(specifier)=>{{
    if(!Object.hasOwn(table,specifier))
      throw new Error(`No such module "${{specifier}}".\\n  required from "${{file}}"`);
    return table[specifier]()}};
  module.require=require;
  return module}},
{p}standard=(exports)=>exports?.__esModule&&"default" in exports?exports.default:exports,
{p}stars=new WeakMap(),
{p}star=(module)=>{{
  let namespace={p}stars.get(module);
  if(namespace===undefined){{
    const {{exports}}=module,cells={{default:()=>{p}standard(module.exports)}};
    if(exports!==null&&(typeof exports==="object"||typeof exports==="function"))
      for(const name of Object.keys(exports))if(name!=="default")cells[name]=()=>module.exports[name];
    {p}stars.set(module,namespace={p}namespace(cells))}}
  return namespace}},
{p}plain=(namespace)=>namespace.default??namespace;
"""
