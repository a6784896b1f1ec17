"""Joining: the files of a project become one module, each in its own scope, run in the order ES modules run in.

    line 1           probes; namespaces ($n…), cells ($v…), values of text and JSON files
    line 10,000      $g[0]=(function*(){ cells of the first file; yield;
    line 10,001 …    the first file, its own lines
    next line        })();$g[0].next();  … and so on, then: run them, in order
    then             the entry, in no function: its exports are the module's

Each file but the entry is a generator (an async one when it has top-level `await`): up to the `yield` it says how its
variables are read, after it it runs. So functions are there before anything runs, as cycles need. A cell is a function
that reads one exported variable, so what is imported is live: `x` becomes `$v1()`, also in `x()` and `{x}`.

A CommonJS module is a function in its generator, and may `return`. It is strict, as all code of a module is.
"""

from __future__ import annotations

import json
import posixpath

from tree_sitter import Node

from engine.compile.edits import Edit, kept_lines
from engine.compile.graph import WHOLE, Binding, Graph
from engine.compile.loader import commonjs_loader, loader
from engine.compile.modules import NAMESPACE, ScriptModule, literal_specifier
from engine.compile.packages import is_installed
from engine.compile.parser import code_end, text_of, walk
from engine.compile.resolve import resolve
from engine.compile.scopes import is_constructor, is_written, references

NODE_ENV = b"process.env.NODE_ENV"


class Joiner:
    """Writes what a project's files become. prefix: begins every name of ours, and no name of the project's."""

    def __init__(self, graph: Graph, prefix: str) -> None:
        self._graph = graph
        self._prefix = prefix
        self._numbers = {
            file: index for index, file in enumerate([*graph.scripts, *graph.values, *sorted(graph.platform)])
        }
        self._cells: dict[Binding, int] = {}
        self._namespaces: set[str] = set()
        self._reexports = 0
        for script in graph.scripts.values():
            self._take_names(script)
        if any(script.dynamic_imports for script in graph.scripts.values()):
            for file in self._importable():
                self._take_namespace(file)

    # --- the four kinds of text around files -------------------------------------------------------------------------

    def first_line(self) -> str:
        """Declares everything that the files share."""
        graph, p = self._graph, self._prefix
        lines = [loader(p)]
        lines += [f"const {self._value(file)}={text};" for file, text in graph.values.items()]
        lines += [f"const {self._platform(name)};" for name in sorted(graph.platform)]
        commonjs = [file for file in graph.scripts if graph.is_commonjs(file)]
        if commonjs:
            lines.append(commonjs_loader(p))
        lines += [
            f"const {self._module(file)}={p}commonjs({json.dumps(file)},{self._required(file)});" for file in commonjs
        ]
        names = [f"{p}n{self._numbers[file]}" for file in self._named()]
        names += [f"{p}v{index}" for index in self._cells.values()]
        if names:
            lines.append(f"let {','.join(names)};")
        for binding in self._cells:
            if binding.module not in graph.scripts or graph.is_commonjs(binding.module):
                lines.append(self._cell_of(binding))
        for file, script in graph.scripts.items():
            if script.dynamic_imports:
                lines.append(f"const {self._importer(file)}={p}importer({json.dumps(file)});")
        return "".join(lines)

    def before(self, file: str, frame: str) -> str:
        """What stands on the line before a file. frame: the declaration of its top level's frame, or ""."""
        script = self._graph.scripts[file]
        if script.commonjs:
            parameters = "exports,require,module,__filename,__dirname"
            return f"{self._prefix}g[{self._numbers[file]}]=(function*(){{yield;(function({parameters}){{{frame}"
        cells = "".join(self._cell_of(binding) for binding in self._cells if binding.module == file)
        cells += "".join(
            f"{self._prefix}named({self._default(file)});"
            for one in script.exports
            if _is_function(one.value) and self._wanted(file)
        )
        if file == self._graph.main:
            return cells + self._start() + frame
        kind = "async function*" if script.waits else "function*"
        return f"{self._prefix}g[{self._numbers[file]}]=({kind}(){{{cells}yield;{frame}"

    def after(self, file: str) -> str:
        """What stands on the line after a file that is not the entry."""
        run = f"}})();{self._prefix}g[{self._numbers[file]}].next();"
        if not self._graph.is_commonjs(file):
            return run
        module, folder = self._module(file), json.dumps("/" + posixpath.dirname(file))
        given = f"{module}.exports,{module}.require,{module},{module}.filename,{folder}"
        return f"}}).call({module}.exports,{given});{module}.loaded=true{run}"

    def edits(self, file: str) -> list[Edit]:
        """What becomes of a file's imports, exports and uses of imported names, in order."""
        script = self._graph.scripts[file]
        edits: list[Edit] = []
        for statement in script.tree.root_node.named_children:
            if statement.type == "import_statement":
                edits.append(self._replaced(script, statement, ";"))
            elif statement.type == "export_statement":
                edits += self._export(script, statement)
        edits += self._uses(script)
        edits += _defined(script)
        for callee in script.dynamic_imports:
            edits.append(Edit(callee.start_byte, callee.end_byte, self._importer(file).encode()))
        return sorted(edits, key=lambda edit: edit.start)

    # --- exports -----------------------------------------------------------------------------------------------------

    def _export(self, script: ScriptModule, statement: Node) -> list[Edit]:
        declaration = statement.child_by_field_name("declaration")
        value = statement.child_by_field_name("value")
        entry = script.file == self._graph.main
        if value is not None:
            return self._export_default(script, statement, value) if not entry or self._wanted(script.file) else []
        if declaration is not None:
            if entry:
                return []
            start, end = statement.start_byte, declaration.start_byte
            return [Edit(start, end, kept_lines(script.source, start, end))]
        return [self._replaced(script, statement, self._entry_exports(script, statement) if entry else ";")]

    def _export_default(self, script: ScriptModule, statement: Node, value: Node) -> list[Edit]:
        """`export default X` → a variable that cells can read; a function without a name keeps being hoisted."""
        entry = script.file == self._graph.main
        name = self._default(script.file)
        start, end = statement.start_byte, value.start_byte
        lines = kept_lines(script.source, start, end)
        if _is_function(value):
            parameters = value.child_by_field_name("parameters")
            assert parameters is not None
            named = Edit(parameters.start_byte, parameters.start_byte, f" {name}".encode())
            return [named] if entry else [Edit(start, end, lines), named]
        finish = code_end(value)
        again = f"export{{{name} as default}};" if entry else ""
        return [
            Edit(start, end, f"const {name}={{default:".encode() + lines),
            Edit(finish, finish, f"}}.default;{again}".encode()),
        ]

    def _entry_exports(self, script: ScriptModule, statement: Node) -> str:
        """The entry's `export { … }` and `export … from`: what comes from other files gets a constant of its own."""
        begin, end = statement.start_byte, statement.end_byte
        imported = {one.local for one in script.imports}
        own: list[str] = []
        others: list[tuple[str, str]] = []
        for one in script.exports:
            if not begin <= one.offset < end:
                continue
            if one.specifier or one.local in imported:
                others.append((one.name, self._read(self._binding(script.file, one.name))))
            else:
                own.append(f"{one.local} as {_export_name(one.name)}")
        for star in script.stars:
            if star.offset == begin:
                others += self._star(script, star.specifier)
        constants = []
        for name, read in others:
            self._reexports += 1
            constants.append((f"{self._prefix}x{self._reexports}", name, read))
        own += [f"{constant} as {_export_name(name)}" for constant, name, _ in constants]
        declared = ",".join(f"{constant}={read}" for constant, _, read in constants)
        return (f"const {declared};" if declared else ";") + (f"export{{{','.join(own)}}};" if own else "")

    def _star(self, script: ScriptModule, specifier: str) -> list[tuple[str, str]]:
        source = self._graph.target(script.file, specifier)
        explicit = {export.name for export in script.exports} | {"default"}
        found = []
        for name in self._graph.exported_names(source):
            binding = self._graph.export(script.file, name)
            if name not in explicit and binding is not None:
                found.append((name, self._read(binding)))
        return found

    def _replaced(self, script: ScriptModule, statement: Node, text: str) -> Edit:
        start, end = statement.start_byte, statement.end_byte
        return Edit(start, end, text.encode() + kept_lines(script.source, start, end))

    # --- uses --------------------------------------------------------------------------------------------------------

    def _uses(self, script: ScriptModule) -> list[Edit]:
        reads = {}
        for one in script.imports:
            binding = self._graph.imported(script.file, one.specifier, one.name)
            assert binding is not None
            reads[one.local] = self._read(binding)
        edits = []
        for node in references(script.tree, reads) if reads else ():
            name = text_of(node)
            text = reads[name]
            if is_written(node):
                text = f"{self._prefix}constant.{name}"
            elif is_constructor(node):
                text = f"({text})"
            if node.type.startswith("shorthand"):
                text = f"{name}:{text}"
            edits.append(Edit(node.start_byte, node.end_byte, text.encode()))
        return edits

    # --- cells and namespaces ----------------------------------------------------------------------------------------

    def _take_names(self, script: ScriptModule) -> None:
        """Gives a cell to everything that a file imports or, when it is the entry, passes on."""
        for one in script.imports:
            self._take(self._graph.imported(script.file, one.specifier, one.name))
        for (importer, _), target in self._graph.required.items():
            if importer == script.file and target in self._graph.scripts:
                self._take_namespace(target)
        if script.file != self._graph.main:
            return
        for export in script.exports:
            if export.specifier:
                self._take(self._binding(script.file, export.name))
        for star in script.stars:
            for name in self._graph.exported_names(self._graph.target(script.file, star.specifier)):
                self._take(self._graph.export(script.file, name))

    def _take(self, binding: Binding | None) -> None:
        if binding is None:
            return
        if binding.name == NAMESPACE:
            self._take_namespace(binding.module)
        else:
            self._cells.setdefault(binding, len(self._cells))

    def _take_namespace(self, file: str) -> None:
        if file in self._namespaces:
            return
        self._namespaces.add(file)
        if file not in self._graph.platform:
            for name in self._graph.exported_names(file):
                self._take(self._graph.export(file, name))

    def _importable(self) -> list[str]:
        return [*self._graph.scripts, *self._graph.values]

    def _binding(self, file: str, name: str) -> Binding:
        binding = self._graph.export(file, name)
        assert binding is not None
        return binding

    def _wanted(self, file: str) -> bool:
        """Whether anything reads a file's exports through cells."""
        return any(binding.module == file for binding in self._cells)

    def _read(self, binding: Binding) -> str:
        if binding.name == NAMESPACE and self._graph.is_commonjs(binding.module):
            return f"{self._prefix}star({self._module(binding.module)})"
        if binding.name == NAMESPACE:
            return (
                f"{self._prefix}{'w' if binding.module in self._graph.platform else 'n'}{self._numbers[binding.module]}"
            )
        return f"{self._prefix}v{self._cells[binding]}()"

    def _cell_of(self, binding: Binding) -> str:
        module = binding.module
        if module in self._graph.platform:
            source = f"{self._prefix}w{self._numbers[module]}[{json.dumps(binding.name)}]"
        elif module in self._graph.values:
            source = f"{self._prefix}t{self._numbers[module]}"
        elif self._graph.is_commonjs(module):
            source = self._property(f"{self._module(module)}.exports", binding.name)
        else:
            source = binding.name or self._default(module)
        return f"{self._prefix}v{self._cells[binding]}=()=>{source};"

    def _start(self) -> str:
        """Makes the namespaces and runs the files, dependency first."""
        text = []
        for file in self._named():
            cells = []
            for name in self._graph.exported_names(file):
                binding = self._binding(file, name)
                cell = f"()=>{self._read(binding)}" if binding.name == NAMESPACE else self._read(binding)[:-2]
                cells.append(f"{json.dumps(name)}:{cell}")
            text.append(f"{self._prefix}n{self._numbers[file]}={self._prefix}namespace({{{','.join(cells)}}});")
        if any(script.dynamic_imports for script in self._graph.scripts.values()):
            text.append(f"const {self._prefix}table={{{','.join(self._table())}}};")
        for file in self._graph.order[:-1]:
            wait = "await " if self._graph.scripts[file].waits else ""
            text.append(f"{wait}{self._prefix}run({self._numbers[file]});")
        return "".join(text)

    def _table(self) -> list[str]:
        """What import() finds: name → its namespace, and the files to run first."""
        rows = {}
        for file in self._importable():
            runs = [self._numbers[one] for one in self._graph.evaluated_for(file) if one != self._graph.main]
            rows[file] = f"[()=>{self._read(Binding(file, NAMESPACE))},{runs}]"
        for name in sorted(self._graph.platform | self._graph.platform_later):
            rows[name] = f"[()=>{self._prefix}m({json.dumps(name)}),[]]"
        for script in self._graph.scripts.values():
            for callee in script.dynamic_imports:
                specifier = literal_specifier(callee)
                target = self._graph.targets.get((script.file, specifier)) if specifier is not None else None
                if specifier is not None and target in rows:
                    rows.setdefault(resolve(specifier, script.file), rows[target])
        return [f"{json.dumps(name)}:{row}" for name, row in rows.items()]

    # --- CommonJS modules ---------------------------------------------------------------------------------------------

    def _named(self) -> list[str]:
        """The files whose namespaces are objects that we make, in order."""
        graph = self._graph
        return [one for one in sorted(self._namespaces) if one not in graph.platform and not graph.is_commonjs(one)]

    def _property(self, exports: str, name: str) -> str:
        """What an import of `name` reads of a CommonJS module's exports."""
        if name == WHOLE:
            return exports
        return f"{self._prefix}standard({exports})" if name == "default" else f"{exports}?.[{json.dumps(name)}]"

    def _required(self, file: str) -> str:
        """What `require()` finds in a CommonJS module: an object of functions by specifier."""
        graph, rows = self._graph, []
        for (importer, specifier), target in graph.required.items():
            if importer == file:
                rows.append(f"{json.dumps(specifier)}:()=>{self._require(target)}")
        return f"{{{','.join(rows)}}}"

    def _require(self, target: str) -> str:
        graph, p = self._graph, self._prefix
        if target in graph.values:
            return self._value(target)
        if target not in graph.scripts:
            return f"{p}plain({p}m({json.dumps(target)}))"
        runs = [one for one in graph.evaluated_for(target) if one != graph.main]
        if any(graph.scripts[one].waits for one in runs):
            message = f"{target} cannot be had with require(): it waits at its top level. Import it."
            return f"{{throw new Error({json.dumps(message)})}}"
        value = (
            f"{self._module(target)}.exports" if graph.is_commonjs(target) else self._read(Binding(target, NAMESPACE))
        )
        return f"({''.join(f'{p}run({self._numbers[one]}),' for one in runs)}{value})"

    def _module(self, file: str) -> str:
        return f"{self._prefix}c{self._numbers[file]}"

    # --- names of ours -----------------------------------------------------------------------------------------------

    def _platform(self, name: str) -> str:
        number = self._numbers[name]
        wanted = sorted({binding.name for binding in self._cells if binding.module == name})
        arguments = f"{self._prefix}m({json.dumps(name)}),{json.dumps(name)},{json.dumps(wanted)}"
        return f"{self._prefix}w{number}={self._prefix}checked({arguments})"

    def _value(self, file: str) -> str:
        return f"{self._prefix}t{self._numbers[file]}"

    def _default(self, file: str) -> str:
        return f"{self._prefix}d{self._numbers[file]}"

    def _importer(self, file: str) -> str:
        return f"{self._prefix}i{self._numbers[file]}"


def _defined(script: ScriptModule) -> list[Edit]:
    """In packages `process.env.NODE_ENV` is a text, as Wrangler has it when it deploys."""
    if not is_installed(script.file) or NODE_ENV not in script.source:
        return []
    found = [node for node in walk(script.tree.root_node) if node.type == "member_expression" and node.text == NODE_ENV]
    return [Edit(node.start_byte, node.end_byte, b'"production"') for node in found]


def _is_function(value: Node | None) -> bool:
    return value is not None and value.type in ("function_expression", "generator_function")


def _export_name(name: str) -> str:
    return name if name.replace("$", "_").isidentifier() else json.dumps(name)
