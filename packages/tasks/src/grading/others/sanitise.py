"""The program in an answer as EvalPlus takes it out (https://github.com/evalplus/evalplus, evalplus/sanitize.py): the longest run of
lines that is Python, and of that imports and the definitions that the entry point needs.

EvalPlus reads the second part with tree-sitter; `ast` of the Python that runs the program has the same definitions.
"""

import ast
import re
import warnings

warnings.simplefilter('ignore')  # invalid escapes in texts that are no Python


def sanitise(text, entry_point):
    code = longest_python(without_escapes(text))
    return needed_definitions(code, entry_point).strip() or code


def without_escapes(text):
    """A terminal's escape sequences are no part of a program."""
    return re.sub(r'\x1B(?:[@-Z\\-_]|\[[0-?]*[ -/]*[@-~])', '', text)


def longest_python(text):
    """The two lines or more, from one line to another, that are Python and of which the most are not blank; else the first line.

    Of as many lines the first ones count. The largest are tried first: of most answers these are Python.
    """
    lines = text.split('\n')
    counts = [0]
    for line in lines:
        counts.append(counts[-1] + bool(line.strip()))
    starts = [i for i in range(len(lines)) if may_start(lines, i)]
    spans = [(counts[i] - counts[j + 1], i, j) for i in starts for j in range(i + 1, len(lines))]
    for count, i, j in sorted(spans):
        if count < 0 and is_python('\n'.join(lines[i : j + 1])):
            return '\n'.join(lines[i : j + 1])
    return lines[0]


def may_start(lines, start):
    """Whether a program may start at a line: what comes first in it, but for blank lines and comments, is not indented."""
    for line in lines[start:]:
        text = line.strip()
        if text and not text.startswith('#'):
            return line[0] not in ' \t'
    return True


def is_python(code):
    try:
        ast.parse(code)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    return True


def needed_definitions(code, entry_point):
    """Imports, and of each name its first definition if the entry point uses it, whatever stands between them."""
    if not is_python(code):
        return ''
    body, lines = ast.parse(code).body, code.encode().splitlines(keepends=True)
    imports = [node for node in body if is_import(node)]
    definitions = {}
    for node in body:
        name = defined_name(node)
        if name is not None:
            definitions.setdefault(name, node)
    needed = reachable(entry_point, {name: names_in(node) for name, node in definitions.items()})
    kept = imports + [node for name, node in definitions.items() if name in needed]
    return '\n'.join(source_of(node, lines) for node in kept)


def is_import(node):
    """Imports of `__future__` are none to EvalPlus."""
    return isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and node.module != '__future__')


def defined_name(node):
    """The name of a class, a function that returns anything or an assignment; those with decorators are left out."""
    if isinstance(node, ast.ClassDef):
        return None if node.decorator_list else node.name
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        returns = any(isinstance(inner, ast.Return) for inner in ast.walk(node))
        return None if node.decorator_list or not returns else node.name
    if isinstance(node, ast.Assign):
        return assigned_name([*node.targets, node.value])
    if isinstance(node, ast.AnnAssign):
        return assigned_name([node.target] if node.value is None else [node.target, node.value])
    return None


def assigned_name(parts):
    """The first part that is a name alone, the value included: `a[0] = b` defines `b`."""
    first, *_, last = parts if len(parts) > 1 else (parts[0], parts[0])
    return next((part.id for part in (first, last) if isinstance(part, ast.Name)), None)


def reachable(start, uses):
    found, waiting = {start}, [start]
    for name in waiting:
        new = uses.get(name, set()) - found
        found |= new
        waiting.extend(new)
    return found


def names_in(node):
    """All identifiers in a node, of whatever kind."""
    found = set()
    for inner in ast.walk(node):
        for field, value in ast.iter_fields(inner):
            if field in ('id', 'attr', 'arg', 'name', 'asname', 'rest') and isinstance(value, str):
                found.update(value.split('.'))
            elif field in ('names', 'kwd_attrs'):
                found.update(item for item in value if isinstance(item, str))
    return found


def source_of(node, lines):
    """The node's text; places in lines count bytes."""
    first, last = node.lineno - 1, node.end_lineno - 1
    taken = lines[first : last + 1]
    taken[-1] = taken[-1][: node.end_col_offset]
    taken[0] = taken[0][node.col_offset :]
    return b''.join(taken).decode()
