"""The process that holds the program: runs it, then does what the check asks of its functions and objects."""

import sys
import types

from wire import Channel, Closed, decode, encode

OPERATIONS = {
    'call': lambda target, *arguments, **named: target(*arguments, **named),
    'getattr': getattr,
    'setattr': setattr,
    'iter': iter,
    'next': next,
    'bool': bool,
}
MAX_TEXT = 500


def serve(fd):
    """Answers until the check goes away. Whatever a program does to this process, it can only send values."""
    channel, objects, numbers = Channel(fd), [], {}
    program = channel.receive()
    module = types.ModuleType('program')
    sys.modules['program'] = module
    scope = module.__dict__

    def refer(value):
        number = numbers.setdefault(id(value), len(objects))  # the same object has one number
        if number == len(objects):
            objects.append(value)
        return {'object': [number, type(value).__name__]}

    def resolve(kind, content):
        return objects[content]

    def load(_):
        exec(compile(program, 'program', 'exec'), scope)

    def names(wanted):
        return {name: encode(scope[name], refer) for name in wanted if name in scope}

    def operate(request):
        name, target, arguments, named = request
        given = [decode(item, resolve) for item in arguments]
        options = {key: decode(item, resolve) for key, item in named.items()}
        result = OPERATIONS[name](objects[target], *given, **options)
        return [encode(result, refer), [encode(item, refer) for item in given]]

    steps = {'load': load, 'names': names, 'operate': operate}
    while True:
        try:
            step, request = channel.receive()
        except Closed:
            return
        answer(channel, lambda: steps[step](request))


def answer(channel, work):
    try:
        channel.send({'value': work()})
    except Closed:
        raise
    except BaseException as error:
        code = getattr(error, 'errno', None)
        channel.send(
            {
                'error': type(error).__name__,
                'text': str(error)[:MAX_TEXT],
                'errno': code if isinstance(code, int) else None,
                'line': line_of(error),
            }
        )


def line_of(error):
    """The line of the program that raised it."""
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == 'program':
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
