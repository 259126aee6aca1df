"""Values and messages between the process of the check and that of the program: JSON, plain types only.

Nothing that arrives can run code: a value is a number, a text, a container of such, or a reference to an object that stays
where it is.
"""

import builtins
import collections
import importlib
import json
import os
import struct
import sys

MAX_MESSAGE_BYTES = 16 * 2**20


class Closed(BaseException):
    """The other side is gone. No Exception, so that a check can't swallow it."""


class Channel:
    def __init__(self, fd):
        self.fd = fd

    def send(self, message):
        data = json.dumps(message).encode()
        if len(data) > MAX_MESSAGE_BYTES:
            raise ValueError(f'a value of more than {MAX_MESSAGE_BYTES} bytes')
        write_all(self.fd, struct.pack('>I', len(data)) + data)

    def receive(self):
        (size,) = struct.unpack('>I', self.read(4))
        if size > MAX_MESSAGE_BYTES:
            raise Closed('a message that is too large')
        return json.loads(self.read(size))

    def read(self, size):
        parts = []
        while size > 0:
            try:
                part = os.read(self.fd, min(size, 2**16))
            except ConnectionResetError:
                part = b''
            if not part:
                raise Closed('the other side has ended')
            parts.append(part)
            size -= len(part)
        return b''.join(parts)


def write_all(fd, data):
    view = memoryview(data)
    while view:
        try:
            view = view[os.write(fd, view) :]
        except (BrokenPipeError, ConnectionResetError):
            raise Closed('the other side has ended') from None


BUILTIN_TYPES = {name: value for name, value in vars(builtins).items() if isinstance(value, type)}
EXACT = {'Fraction': 'fractions', 'Decimal': 'decimal'}
"""Numbers whose modules are loaded only where one is met."""
CONTAINERS = {'list': list, 'tuple': tuple, 'set': set, 'frozenset': frozenset, 'deque': collections.deque}


def encode(value, refer):
    """A value as JSON. Instances of a subclass become plain ones; `refer(value)` gives what stands for other objects."""
    if value is None or value is True or value is False:
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return {'int': format(int(value), 'x')}
    if isinstance(value, float):
        return {'float': float.hex(value)}
    if isinstance(value, complex):
        return {'complex': [value.real.hex(), value.imag.hex()]}
    if isinstance(value, (bytes, bytearray)):
        return {type(value).__name__ if type(value) is bytearray else 'bytes': bytes(value).hex()}
    if isinstance(value, range):
        return {'range': [value.start, value.stop, value.step]}
    if isinstance(value, dict):
        return {'dict': [[encode(k, refer), encode(v, refer)] for k, v in dict.items(value)]}
    if isinstance(value, type) and BUILTIN_TYPES.get(value.__name__) is value:
        return {'type': value.__name__}
    for name, module in EXACT.items():
        if module in sys.modules and isinstance(value, getattr(sys.modules[module], name)):
            return {name: [format(part, 'x') for part in value.as_integer_ratio()] if name == 'Fraction' else str(value)}
    for name, kind in CONTAINERS.items():
        if isinstance(value, kind):
            return {name: [encode(item, refer) for item in kind.__iter__(value)]}
    return refer(value)


def decode(data, resolve):
    """The value that `encode` wrote; `resolve` gives the objects that are referred to."""
    if data is None or isinstance(data, (bool, str)):
        return data
    ((kind, content),) = data.items()
    if kind == 'int':
        return int(content, 16)
    if kind == 'float':
        return float.fromhex(content)
    if kind == 'complex':
        return complex(*map(float.fromhex, content))
    if kind in ('bytes', 'bytearray'):
        return (bytes if kind == 'bytes' else bytearray).fromhex(content)
    if kind == 'range':
        return range(*content)
    if kind == 'dict':
        return {decode(k, resolve): decode(v, resolve) for k, v in content}
    if kind == 'type':
        return BUILTIN_TYPES[content]
    if kind == 'Fraction':
        return importlib.import_module('fractions').Fraction(*(int(part, 16) for part in content))
    if kind == 'Decimal':
        return importlib.import_module('decimal').Decimal(content)
    if kind in CONTAINERS:
        return CONTAINERS[kind](decode(item, resolve) for item in content)
    return resolve(kind, content)
