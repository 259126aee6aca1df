"""The program as the check sees it: functions to call, objects to hold, plain values. Nothing here asks it how values compare."""

import builtins

from wire import Closed, decode, encode

MUTABLE = (list, dict, set, bytearray)
MAX_NAME, MAX_TEXT = 100, 500


class ProgramError(Exception):
    """An exception of the program that Python itself doesn't have."""


class ProgramObject:
    """An object of the program that is no plain value: to call, to ask for its attributes, to iterate over.

    All of these give plain values, or such objects again. Whether it is true is a plain value, too, which the program gives
    once; some references of MBPP return what a regular expression has found. It has no operators, order, length, items or
    text: the program would decide them. It equals itself alone.
    """

    __slots__ = ('__side', '__number', '__kind')

    def __init__(self, side, number, kind):
        for name, value in [('side', side), ('number', number), ('kind', kind)]:
            object.__setattr__(self, f'_ProgramObject__{name}', value)

    def __call__(self, *arguments, **named):
        return self.__side.operate('call', self.__number, arguments, named)

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return self.__side.operate('getattr', self.__number, (name,))

    def __setattr__(self, name, value):
        self.__side.operate('setattr', self.__number, (name, value))

    def __iter__(self):
        return self.__side.operate('iter', self.__number)

    def __next__(self):
        return self.__side.operate('next', self.__number)

    def __eq__(self, other):
        return isinstance(other, ProgramObject) and other.__number == self.__number

    def __hash__(self):
        return hash(self.__number)

    def __bool__(self):
        return self.__side.truth(self.__number)

    def __repr__(self):
        return f'<{self.__kind} of the program>'


class ProgramSide:
    """The other process, seen from here. `lost` says why nothing that it says counts any longer."""

    def __init__(self, channel):
        self.channel = channel
        self.lost = None
        self.truths = {}

    def load(self):
        self.ask('load', None, lambda _: None)

    def names(self, wanted):
        """The values of those of the names that the program defines. What it says of other names is not looked at."""

        def read(found):
            return {name: self.value(found[name]) for name in wanted if name in require(dict, found)}

        return self.ask('names', wanted, read)

    def operate(self, name, number, arguments=(), named={}):
        def read(answer):
            result, after = require(list, answer)
            if len(require(list, after)) != len(arguments):
                raise ValueError('other arguments')
            return self.value(result), [self.value(item) for item in after]

        request = [name, number, [encode(item, refer) for item in arguments], {key: encode(named[key], refer) for key in named}]
        result, after = self.ask('operate', request, read)
        for before, item in zip(arguments, after):
            replace(before, item)
        return result

    def truth(self, number):
        if number not in self.truths:
            self.truths[number] = self.operate('bool', number) is True
        return self.truths[number]

    def ask(self, step, request, read):
        """What `read` makes of the answer, or the exception that the program says it has raised."""
        if self.lost is not None:
            raise Closed(self.lost)
        try:
            self.channel.send([step, request])
            answer = require(dict, self.channel.receive())
            if 'value' in answer:
                return read(answer['value'])
            error = error_of(answer)
        except Closed as closed:
            self.lost = str(closed)
            raise
        except Exception as problem:
            self.lost = f'an answer that is no value ({type(problem).__name__})'
            raise Closed(self.lost) from None
        raise error

    def value(self, data):
        return decode(data, self.resolve)

    def resolve(self, kind, content):
        number, name = require(list, content)
        if kind != 'object':
            raise ValueError(kind)
        return ProgramObject(self, require(int, number), require(str, name)[:MAX_NAME])


def require(kind, value):
    if type(value) is not kind:
        raise TypeError(f'a {type(value).__name__} where a {kind.__name__} belongs')
    return value


def refer(value):
    if isinstance(value, ProgramObject):
        return {'object': value._ProgramObject__number}
    raise TypeError(f'the check passes a {type(value).__name__} to the program, which takes plain values only')


def error_of(answer):
    name, text = require(str, answer['error'])[:MAX_NAME], require(str, answer['text'])[:MAX_TEXT]
    code, line = (answer[key] and require(int, answer[key]) for key in ('errno', 'line'))
    kind = getattr(builtins, name, None)
    is_error = isinstance(kind, type) and issubclass(kind, Exception)
    try:
        error = kind(text) if is_error else ProgramError(text)
    except TypeError:  # UnicodeError wants more than a text
        error = ProgramError(text)
    error._from_program = {'error': name, 'errno': code, 'where': f' (line {line:.0f} of the program)' if line else ''}
    return error


def replace(target, value):
    """Shows the check what the program did to an argument."""
    if not isinstance(target, MUTABLE) or type(target) is not type(value) or target == value:
        return
    target.clear()
    target.extend(value) if isinstance(target, (list, bytearray)) else target.update(value)
