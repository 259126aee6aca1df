"""What a check takes from the program, told by the check's text alone: the program has no say in it."""

import _ast as ast  # the module `ast` takes as long to load as a jail to make
import builtins
import sys

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def parse(check):
    return compile(check, 'check', 'exec', ast.PyCF_ONLY_AST)


def unknown_names(tree):
    """The names that the check uses and neither it nor Python defines: those of the program.

    A program can't replace `len` or `all`, then. Only where the check uses one name alone, and Python has it (`sum(1, 2) == 3`),
    is that the program's.
    """
    used, own = set(), set()
    for node in walk(tree):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else own).add(node.id)
        elif isinstance(node, DEFINITIONS):
            own.add(node.name)
        elif isinstance(node, ast.arg):
            own.add(node.arg)
        elif isinstance(node, ast.ExceptHandler):
            own.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            own.update((name.asname or name.name).split('.')[0] for name in node.names)
    foreign = used - own
    return sorted(foreign - set(dir(builtins)) or (foreign if len(foreign) == 1 else ()))


def module_names(tree, names):
    """Those of the names that stand only before a dot and are modules of the standard library: `math` in `math.isclose(x, y)`."""
    bases = {id(node.value) for node in walk(tree) if isinstance(node, ast.Attribute)}
    alone = {node.id for node in walk(tree) if isinstance(node, ast.Name) and id(node) not in bases}
    return [name for name in names if name not in alone and is_module(name)]


def is_module(name):
    return any(finder.find_spec(name, None) is not None for finder in sys.meta_path)


def walk(tree):
    """A node and all nodes below it."""
    waiting = [tree]
    for node in waiting:
        for field in node._fields:
            value = getattr(node, field, None)
            waiting.extend(item for item in (value if isinstance(value, list) else [value]) if isinstance(item, ast.AST))
    return waiting
