"""What a check takes from the program, told by the check's text alone: the program has no say in it."""

import ast
import builtins
import importlib.util

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def unknown_names(tree):
    """The names that the check uses and neither it nor Python defines: those of the program.

    A program can't replace `len` or `all`, then. Only where the check uses one name alone, and Python has it (`sum(1, 2) == 3`),
    is that the program's.
    """
    used, own = set(), set()
    for node in ast.walk(tree):
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
    bases = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    alone = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in bases}
    return [name for name in names if name not in alone and importlib.util.find_spec(name) is not None]
