"""The JavaScript that joined files need, on line 1 of the text."""

from __future__ import annotations


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
