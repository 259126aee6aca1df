"""The process that holds the check: runs it with stand-ins for the program's functions. No code of the program is here."""

import errno
import importlib
import json

from names import module_names, parse, unknown_names
from program_objects import ProgramSide
from wire import Channel, Closed, write_all

REFUSED = {errno.EPERM, errno.EACCES, errno.EROFS, errno.ENETUNREACH, errno.EAGAIN, errno.EMFILE, errno.ENOSPC, errno.EFBIG}
MAX_DETAIL, MAX_LINE = 1000, 300


def run(fd, control_fd, result_fd):
    verdict = {'verdict': 'failed', 'detail': 'the check did not end'}
    try:
        verdict = judge(Channel(fd), Channel(control_fd).receive())
    finally:
        write_all(result_fd, json.dumps(verdict).encode())


def judge(channel, check):
    # Read before the program has a say, and never again.
    try:
        tree = parse(check)
        code = compile(tree, 'check', 'exec')
    except SyntaxError as error:
        return {'verdict': 'invalid check', 'detail': str(error)}
    side = ProgramSide(channel)
    try:
        side.load()
        exec(code, {'__name__': 'check', **known_names(side, tree)})
    except BaseException as error:
        if side.lost is None:
            return verdict_of(error, check)
    # Also where the check has caught that the program is gone.
    if side.lost is not None:
        detail = f'the program ended, or left its channel, before the check was done: {side.lost}'
        return {'verdict': 'failed', 'detail': detail}
    return {'verdict': 'passed', 'detail': ''}


def known_names(side, tree):
    """What the check uses of the program. Where that is a module of Python's, as in `math.isclose`, the check has its own."""
    names = unknown_names(tree)
    modules = module_names(tree, names)
    found = side.names(names)
    return {name: importlib.import_module(name) if name in modules else found[name] for name in found}


def verdict_of(error, check):
    problem = getattr(error, '_from_program', None)
    name = type(error).__name__ if problem is None else problem['error']
    where = (problem['where'] if problem else '') + line_of_check(error, check)
    detail = f'{name}: {readable(error)}'[:MAX_DETAIL] + where
    if problem and name == 'MemoryError':
        return {'verdict': 'out of memory', 'detail': detail}
    if problem and (problem['errno'] in REFUSED or name == 'gaierror'):
        return {'verdict': 'refused', 'detail': detail}
    return {'verdict': 'failed', 'detail': detail}


def readable(error):
    """Its text for a reader: cut, and what can't be printed as escapes. Values of the program may be in it, of any size and depth."""
    try:
        text = str(error)[:MAX_DETAIL]
    except Exception as problem:
        return f'its text can not be made ({type(problem).__name__})'
    return ''.join(c if c.isprintable() or c == '\n' else c.encode('unicode_escape').decode() for c in text)


def line_of_check(error, check):
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == 'check':
            line = trace.tb_lineno
        trace = trace.tb_next
    if line is None:
        return ''
    return f' (line {line} of the check: {check.splitlines()[line - 1].strip()[:MAX_LINE]})'
