"""Python's standard library in the jail: where it lies there, and that nothing tells where it lay outside."""

import gc
import os
import sys
import types

PREFIX = '/python'
OWN_PLACE = 'sandbox'


def library_folders():
    """The folders of the standard library, each with its place in the jail."""
    folders = [path for path in sys.path if os.path.isdir(path)]
    return {folder: f'{PREFIX}/{i}' for i, folder in enumerate(folders)}


def hide_places():
    """Lets modules, functions and `sys` name the places in the jail, and for our own modules none at all."""
    places = {**library_folders(), os.path.dirname(__file__): OWN_PLACE}
    for module in [*sys.modules.values()]:
        hide_module(vars(module), places)
    for function in gc.get_objects():
        if type(function) is types.FunctionType:
            function.__code__ = moved_code(function.__code__, places)
    for name, value in [*vars(sys).items()]:
        if isinstance(value, str) and os.path.isabs(value):
            setattr(sys, name, '' if name.endswith('executable') else PREFIX)
    for arguments in [sys.argv, getattr(sys, 'orig_argv', [])]:
        arguments[:] = ['']


def hide_module(scope, places):
    spec = scope.get('__spec__')
    owners = [scope] + [vars(item) for item in [spec, scope.get('__loader__')] if hasattr(item, '__dict__')]
    for owner in owners:
        if isinstance(owner, dict):  # the loaders of built-in modules are types
            move_paths(owner, places)


def move_paths(names, places):
    for name in ['__file__', '__cached__', 'origin', 'cached', '_cached', 'path']:
        if isinstance(names.get(name), str):
            names[name] = moved(names[name], places)
    for name in ['__path__', 'submodule_search_locations']:
        if isinstance(names.get(name), list):
            names[name][:] = [moved(path, places) for path in names[name]]


def moved_code(code, places):
    name = moved(code.co_filename, places)
    if name == code.co_filename:
        return code  # frozen, and what is within it
    inner = tuple(moved_code(item, places) if type(item) is types.CodeType else item for item in code.co_consts)
    return code.replace(co_filename=name, co_consts=inner)


def moved(path, places):
    for old, new in places.items():
        if path.startswith(f'{old}/'):
            return new + path[len(old) :]
    return path


def enter_library(places):
    """In the jail: Python looks for the rest of its library where it is now. Our own modules are forgotten."""
    for name, module in [*sys.modules.items()]:
        if (getattr(module, '__file__', None) or '').startswith(f'{OWN_PLACE}/'):
            del sys.modules[name]
    sys.modules['__main__'] = types.ModuleType('__main__')
    sys.path[:] = places.values()
    sys.path_importer_cache.clear()
