"""The product's own files, read as trees; the house laws are questions to them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("oncall", "escalation", "rota")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Import:
    """One imported module, by its full name, and where."""

    module: str
    line: int
    inside_function: bool
    names: tuple[str, ...]

    @property
    def targets(self) -> list[str]:
        """`from rota import models` may name a module: both readings."""
        return [self.module, *(f"{self.module}.{name}" for name in self.names)]


@dataclass(frozen=True)
class Source:
    """One Python file of the product."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def module(self) -> str:
        """`rota/core/ical.py` → `rota.core.ical`; a package is its folder."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def app(self) -> str:
        return self.module.split(".")[0]

    @property
    def layer(self) -> str:
        """The second word: models, core, actions, views…"""
        return [*self.module.split("."), ""][1]

    def imports(self) -> list[Import]:
        finder = _Imports(self)
        finder.visit(self.tree)
        return finder.found

    def functions(self) -> list[Function]:
        return [n for n in ast.walk(self.tree) if isinstance(n, Function)]

    def calls(self) -> list[ast.Call]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]


class _Imports(ast.NodeVisitor):
    def __init__(self, source: Source) -> None:
        self.source = source
        self.depth = 0
        self.found: list[Import] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._add(alias.name, node.lineno)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = node.module or ""
        if node.level:
            package = self.source.module.split(".")
            if not self.source.path.endswith("/__init__.py"):
                package = package[:-1]
            parents = package[: len(package) - node.level + 1]
            module = ".".join([*parents, *([module] if module else [])])
        self._add(module, node.lineno, tuple(alias.name for alias in node.names))

    def _add(self, module: str, line: int, names: tuple[str, ...] = ()) -> None:
        self.found.append(Import(module, line, self.depth > 0, names))


def python_files(*folders: str) -> list[Source]:
    """Every Python file below, migrations apart: they are written by a program."""
    found = []
    for folder in folders or APPS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts and "__pycache__" not in path.parts:
                found.append(Source(str(path.relative_to(ROOT)), path.read_text()))
    return found


def templates() -> list[Path]:
    """Every template, pages and e-mails."""
    return sorted(p for p in (ROOT / "templates").rglob("*") if p.is_file())


def dotted(node: ast.AST) -> str:
    """`timezone.now` of the node that reads so; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def code_lines(function: Function) -> int:
    """Lines from `def` to the end, the docstring apart."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or 0) - first.lineno + 1
    return lines


def body_lines(function: Function) -> int:
    """Lines of code after the signature and the docstring."""
    body = function.body
    if ast.get_docstring(function) is not None:
        body = body[1:]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def is_under(module: str, *packages: str) -> bool:
    """True for the packages themselves and all they hold."""
    return any(module == p or module.startswith(f"{p}.") for p in packages)


def lines_of(found: Iterator[str] | list[str]) -> str:
    """Violations, one a line, for an assertion's message."""
    return "\n" + "\n".join(found)
