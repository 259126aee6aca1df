"""The process that holds the check: runs it with stand-ins for the program's functions. No code of the program is here."""

import ast
import builtins
import errno
import importlib
import json
import os
import sys

from wire import Channel, Closed, decode, encode

REFUSED = {errno.EPERM, errno.EACCES, errno.EROFS, errno.ENETUNREACH, errno.EAGAIN, errno.EMFILE, errno.ENOSPC, errno.EFBIG}
MUTABLE = (list, dict, set, bytearray)


class ProgramError(Exception):
    """An exception of the program that Python itself doesn't have."""


class Remote:
    """An object of the program that is no plain value. It never equals a plain value: the program would decide it."""

    def __init__(self, side, number, kind):
        self.__dict__.update(_side=side, _number=number, _kind=kind)

    def __call__(self, *arguments, **named):
        return self._side.operate('call', self, arguments, named)

    def __setattr__(self, name, value):
        self._side.operate('setattr', self, (name, value))

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return self._side.operate('getattr', self, (name,))

    def __eq__(self, other):
        if not isinstance(other, Remote):
            return False
        return other._number == self._number or self._side.operate('eq', self, (other,)) is True

    def __hash__(self):
        return self._side.operate('hash', self, ())

    def __repr__(self):
        return f'<{self._kind} of the program>'


def forward(name):
    return lambda self, *arguments: self._side.operate(name, self, arguments)


for operation in [
    *['len', 'iter', 'next', 'str', 'bool', 'getitem', 'setitem', 'contains'],
    *['lt', 'le', 'gt', 'ge', 'add', 'sub', 'mul'],
]:
    setattr(Remote, f'__{operation}__', forward(operation))


class ProgramSide:
    """The other process, seen from here."""

    def __init__(self, channel):
        self.channel = channel

    def ask(self, step, request):
        self.channel.send([step, request])
        try:
            answer = self.channel.receive()
            if 'value' in answer:
                return answer['value']
            error = self.error_of(answer)
        except Exception as problem:
            raise Closed(f'an answer that is no value ({type(problem).__name__})') from None
        raise error

    def operate(self, name, target, arguments, named={}):
        request = [
            name,
            target._number,
            [encode(item, self.refer) for item in arguments],
            {key: encode(item, self.refer) for key, item in named.items()},
        ]
        result, after = self.ask('operate', request)
        for before, item in zip(arguments, after):
            if isinstance(before, MUTABLE):
                replace(before, self.value(item))
        return self.value(result)

    def value(self, data):
        try:
            return decode(data, self.resolve)
        except Exception as error:
            raise Closed(f'an answer that is no value ({type(error).__name__})') from None

    def resolve(self, kind, content):
        number, name = content
        if kind != 'object' or not isinstance(number, int):
            raise ValueError(kind)
        return Remote(self, number, str(name)[:50])

    def refer(self, value):
        if isinstance(value, Remote):
            return {'object': value._number}
        raise TypeError(f'the check passes a {type(value).__name__} to the program, which takes plain values only')

    def error_of(self, answer):
        name, text, line = str(answer['error']), str(answer['text']), answer['line']
        problem = {'error': name, 'errno': answer['errno'], 'where': f' (line {line} of the program)' if line else ''}
        kind = getattr(builtins, name, None)
        is_error = isinstance(kind, type) and issubclass(kind, Exception)
        try:
            error = kind(text) if is_error else ProgramError(f'{name}: {text}')
        except TypeError:  # UnicodeError wants more than a text
            error = ProgramError(f'{name}: {text}')
        error._from_program = problem
        return error


def replace(target, value):
    """Shows the check what the program did to an argument."""
    if type(target) is not type(value) or target == value:
        return
    target.clear()
    target.extend(value) if isinstance(target, (list, bytearray)) else target.update(value)


def run(fd, control_fd, result_fd):
    verdict = {'verdict': 'failed', 'detail': 'the check did not end'}
    try:
        verdict = judge(Channel(fd), Channel(control_fd).receive())
    finally:
        os.write(result_fd, json.dumps(verdict).encode()[:60_000])


def judge(channel, check):
    side = ProgramSide(channel)
    # Read before the program has a say, and never again.
    try:
        tree = ast.parse(check, 'check')
        code = compile(tree, 'check', 'exec')
    except SyntaxError as error:
        return {'verdict': 'invalid check', 'detail': str(error)}
    try:
        side.ask('load', None)
        scope = {'__name__': 'check'}
        for name, data in side.ask('names', unknown_names(tree)).items():
            scope[name] = trusted_module(data) or side.value(data)
        exec(code, scope)
    except Closed as error:
        return {'verdict': 'failed', 'detail': f'the program ended, or left its channel, before the check was done: {error}'}
    except BaseException as error:
        return verdict_of(error, check)
    return {'verdict': 'passed', 'detail': ''}


def unknown_names(tree):
    """The names that the check uses and neither it nor Python defines: those of the program.

    A program can't replace `len` or `all`, then. Only where the check would use nothing of the program (`sum(1, 2) == 3`), are
    the names of Python that it uses the program's.
    """
    nodes = list(ast.walk(tree))
    used = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    defined = {getattr(node, 'name', None) for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    arguments = {node.arg for node in nodes if isinstance(node, ast.arg)}
    imported = {
        (name.asname or name.name).split('.')[0]
        for node in nodes
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in node.names
    }
    foreign = used - stored - defined - arguments - imported
    return sorted(foreign - set(dir(builtins)) or foreign)


def trusted_module(data):
    """A module of the standard library that the program imports is ours when the check uses it."""
    name = data.get('module') if isinstance(data, dict) else None
    known = getattr(sys, 'stdlib_module_names', ())
    return importlib.import_module(name) if isinstance(name, str) and name.split('.')[0] in known else None


def verdict_of(error, check):
    problem = getattr(error, '_from_program', None)
    name = type(error).__name__ if problem is None else problem['error']
    detail = f'{name}: {error}'[:1000] + (problem['where'] if problem else '') + line_of_check(error, check)
    if problem and name == 'MemoryError':
        return {'verdict': 'out of memory', 'detail': detail}
    if problem and (problem['errno'] in REFUSED or name == 'gaierror'):
        return {'verdict': 'refused', 'detail': detail}
    return {'verdict': 'failed', 'detail': detail}


def line_of_check(error, check):
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == 'check':
            line = trace.tb_lineno
        trace = trace.tb_next
    if line is None:
        return ''
    return f' (line {line} of the check: {check.splitlines()[line - 1].strip()[:300]})'
