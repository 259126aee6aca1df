/** A wrong program that tries to pass. Each row is a test, and a row of docs/sandbox.md. */
export interface Cheat {
  /** The way in which it cheats, after "A program that". */
  readonly name: string;
  readonly program: string;
  /** A check that a right program passes. */
  readonly check: string;
  /** The verdict that it gets; never `passed`. */
  readonly verdict: string;
}

const RIGHT = 'assert f() == "right"';
const NEAR = 'assert abs(f() - 0.33) < 1e-6';

interface Options {
  readonly check?: string;
  readonly verdict?: string;
}

function cheat(name: string, program: readonly string[], options: Options = {}): Cheat {
  return { name, program: program.join('\n'), check: RIGHT, verdict: 'failed', ...options };
}

/** An object whose methods answer what a check would like to hear; the check is one that asks for it. */
function lying(name: string, methods: readonly string[], check: string): Cheat {
  return cheat(name, ['class Liar:', ...methods.map((method) => `  ${method}`), 'def f(): return Liar()'], {
    check,
  });
}

/** An instance of a subclass of a plain type, with operators that always answer yes. */
function subclass(kind: string, value: string, check: string): Cheat {
  return cheat(
    `returns a subclass of \`${kind}\` whose operators lie`,
    [
      `class Liar(${kind}):`,
      ...['eq', 'le', 'lt', 'ge', 'gt', 'contains'].map(
        (name) => `  def __${name}__(self, other): return True`,
      ),
      ...['sub', 'rsub', 'abs'].map((name) => `  def __${name}__(self, *other): return 0.0`),
      '  def __ne__(self, other): return False',
      '  __hash__ = None',
      `def f(): return Liar(${value})`,
    ],
    { check },
  );
}

/** Writes to the channel behind the judge's back: file 3 is the channel. */
const WIRE = [
  'import json, os, struct, sys',
  'def raw(data): os.write(3, struct.pack(">I", len(data)) + data)',
  'def say(x): raw(json.dumps(x).encode())',
];

/** Bytes that arrive instead of the answer to the first question, which is whether the program is loaded. */
function answering(name: string, lines: readonly string[], options: Options = {}): Cheat {
  return cheat(`answers with ${name}`, [...WIRE, ...lines, 'def f(): return 1'], options);
}

/** Replaces what answers the check: the functions of the judge are found in the frames of the program's callers. */
function takingOver(name: string, lines: readonly string[], options: Options = {}): Cheat {
  return cheat(
    `takes over the judge's side in its frames and ${name}`,
    [
      'import sys, builtins',
      'frame = sys._getframe()',
      'while "steps" not in frame.f_locals: frame = frame.f_back',
      'steps = frame.f_locals["steps"]',
      ...lines,
      'def f(*a): return 1',
    ],
    options,
  );
}

export const ENDINGS: readonly Cheat[] = [
  cheat('ends before the check', ['import sys', 'sys.exit(0)']),
  cheat('ends at once', ['import os', 'os._exit(0)']),
  cheat('ends when it is asked', ['import os', 'def f(): os._exit(0)']),
  cheat('raises SystemExit when it is asked', ['def f(): raise SystemExit(0)']),
  cheat('raises KeyboardInterrupt', ['def f(): raise KeyboardInterrupt']),
  cheat('raises GeneratorExit', ['def f(): raise GeneratorExit']),
  cheat('has handlers for its end', [
    'import atexit, os',
    'atexit.register(lambda: os._exit(0))',
    'def f(): return 1',
  ]),
  cheat('kills itself', ['import os', 'def f(): os.kill(os.getpid(), 6); os.abort()']),
  cheat('ends where the check catches everything', ['import os', 'def f(): os._exit(0)'], {
    check: 'try:\n  f()\n  assert False\nexcept:\n  pass',
  }),
];

export const VALUES: readonly Cheat[] = [
  lying(
    'returns an object that equals everything',
    ['def __eq__(self, other): return True', '__hash__ = None'],
    RIGHT,
  ),
  lying(
    'returns an object that differs from nothing',
    ['def __ne__(self, other): return False'],
    'assert not f() != "right"',
  ),
  lying('returns an object from which every difference is 0', ['def __sub__(self, other): return 0.0'], NEAR),
  lying(
    'returns an object that is taken off with no difference',
    ['def __rsub__(self, other): return 0.0'],
    'assert abs(0.33 - f()) < 1e-6',
  ),
  lying(
    'returns an object that is less and more than everything',
    ['def __lt__(self, other): return True', '__gt__ = __le__ = __ge__ = __lt__'],
    'assert f() < 0.34 and f() > 0.32',
  ),
  lying(
    'returns an object that contains everything',
    ['def __contains__(self, item): return True'],
    'assert "right" in f()',
  ),
  lying('returns an object of every length', ['def __len__(self): return 5'], 'assert len(f()) == 5'),
  lying('returns an object that is true', ['def __bool__(self): return True'], 'assert f() and f() == True'),
  lying(
    'returns an object that is not true',
    ['def __bool__(self): return False'],
    'assert not f() and f() == False',
  ),
  lying(
    'returns an object that has every item',
    ['def __getitem__(self, i): return "right"'],
    'assert f()[0] == "right"',
  ),
  lying(
    'returns an object that rounds to what is right',
    ['def __round__(self, n=None): return 0.33'],
    'assert round(f(), 2) == 0.33',
  ),
  lying(
    'returns an object that is a number when asked',
    ['def __float__(self): return 0.33', 'def __int__(self): return 0', '__index__ = __int__'],
    'assert float(f()) == 0.33',
  ),
  lying(
    'returns an object that reads as what is right',
    ['def __str__(self): return "right"', '__repr__ = __str__'],
    'assert str(f()) == "right"',
  ),
  lying(
    'returns an object that says it is a text',
    ['__class__ = str', 'def __eq__(self, other): return True'],
    'assert isinstance(f(), str) and f() == "right"',
  ),
  lying(
    'returns an object with the hash of what is right',
    ['def __eq__(self, other): return True', 'def __hash__(self): return hash("right")'],
    'assert f() in {"right"}',
  ),
  lying(
    'returns an object that is a part of everything',
    ['def __eq__(self, other): return True'],
    'assert [f()] == ["right"]',
  ),
  lying(
    'returns an object that sums up to what is right',
    ['def __radd__(self, other): return 6', '__add__ = __radd__'],
    'assert sum([f(), f()]) == 6',
  ),
  lying(
    'returns an object with its own absolute value',
    ['def __sub__(self, other): return self', 'def __abs__(self): return 0'],
    NEAR,
  ),
  lying(
    'returns an object that looks at whom it is compared with',
    ['def __eq__(self, other):', '  self.__class__.other = other', '  return other'],
    RIGHT,
  ),
  subclass('str', '"wrong"', RIGHT),
  subclass('int', '7', 'assert f() == 3'),
  subclass('float', '7.5', NEAR),
  subclass('list', '[1]', 'assert f() == [1, 2]'),
  subclass('tuple', '(1,)', 'assert f() == (1, 2)'),
  subclass('dict', '{1: 1}', 'assert f() == {1: 2}'),
  subclass('set', '{1}', 'assert f() == {1, 2}'),
  subclass('bytes', 'b"wrong"', 'assert f() == b"right"'),
  subclass('complex', '7j', 'assert f() == 1j'),
  cheat(
    'returns a subclass of `Fraction` whose operators lie',
    [
      'from fractions import Fraction',
      'class Liar(Fraction):',
      '  def __sub__(self, other): return 0',
      'def f(): return Liar(7)',
    ],
    { check: NEAR },
  ),
  cheat(
    'returns a subclass of `Decimal` whose operators lie',
    [
      'from decimal import Decimal',
      'class Liar(Decimal):',
      '  def __eq__(self, other): return True',
      'def f(): return Liar(7)',
    ],
    { check: 'assert f() == 3' },
  ),
  cheat('returns a number that is none', ['def f(): return float("nan")'], { check: NEAR }),
  cheat('returns a list of a number that is none', ['nan = float("nan")', 'def f(): return [nan]'], {
    check: 'assert f() == [0.33] or f() == f()',
  }),
  lying(
    'returns an object that is true now and then',
    ['turns = []', 'def __bool__(self):', '  self.turns.append(0)', '  return len(self.turns) % 2 == 1'],
    'x = f()\nassert x and not x',
  ),
  lying('returns an object whose truth is no truth', ['__bool__ = None'], 'assert f() or True'),
  cheat('returns a function', ['def f(): return f'], {}),
  cheat(
    'returns a type whose type lies',
    [
      'class Meta(type):',
      '  def __eq__(self, other): return True',
      '  __hash__ = None',
      'class Liar(metaclass=Meta): pass',
      'def f(): return Liar',
    ],
    { check: 'assert f() == str' },
  ),
  cheat('returns a generator without end', ['def f():', '  while True: yield "right"'], {
    check: 'assert all(x == "right" for x in f())',
    verdict: 'timed out',
  }),
  cheat('returns what it is called with, emptied', ['def f(x):', '  x.clear()', '  return []'], {
    check: 'assert f([3, 1, 2]) == [1, 2, 3]',
  }),
];

export const NAMES: readonly Cheat[] = [
  cheat(
    "redefines Python's functions",
    ['def all(x): return True', 'def len(x): return 3', 'def f(): return [0]'],
    { check: 'assert len(f()) == 3 and all(f())' },
  ),
  cheat(
    "changes Python's functions where they live",
    [
      'import builtins',
      'builtins.AssertionError = Exception',
      'builtins.all = builtins.abs = lambda *a: True',
      'def f(): return 1',
    ],
    { check: `${RIGHT}\n${NEAR}` },
  ),
  cheat(
    'has a class by the name of a module that the check uses',
    ['class math:', '  isclose = staticmethod(lambda *a, **b: True)', 'def f(): return 1.0'],
    { check: 'assert math.isclose(f(), 2.0)' },
  ),
  cheat(
    'changes a module that the check uses',
    ['import math', 'math.isclose = lambda *a: True', 'def f(): return 1.0'],
    { check: 'assert math.isclose(f(), 2.0)' },
  ),
  cheat(
    'imports another module by the name of one that the check uses',
    ['import operator as math', 'def f(): return 1.0'],
    { check: 'assert math.eq(f(), f()) and math.isclose(f(), 2.0)' },
  ),
  cheat(
    'replaces a module that the check imports',
    [
      'import sys, types',
      'sys.modules["math"] = types.SimpleNamespace(isclose=lambda *a: True)',
      'def f(): return 1.0',
    ],
    { check: 'import math\nassert math.isclose(f(), 2.0)' },
  ),
  cheat('forgets all modules', ['import sys', 'sys.modules.clear()', 'def f(): return 1']),
  cheat(
    "has a function by a name of Python's, and others that its check uses",
    ['def sum(a, b): return 1', 'def abs(x): return 5'],
    { check: 'assert abs(sum(2, 3)) == 5' },
  ),
  cheat(
    'defines the names of the check',
    ['check = candidate = lambda *a: None', 'METADATA = {}', 'def f(): return 1'],
    { check: 'def check(candidate):\n  assert candidate() == "right"\ncheck(f)' },
  ),
];

export const TAKE_OVERS: readonly Cheat[] = [
  cheat("changes all globals of its callers' frames", [
    'import sys',
    'def f():',
    '  frame = sys._getframe()',
    '  while frame:',
    '    for v in list(frame.f_globals): frame.f_globals[v] = lambda *a, **k: True',
    '    frame = frame.f_back',
    '  return 1',
  ]),
  takingOver(
    'gives names that nobody asked for',
    ['steps["names"] = lambda wanted: {n: {"type": "bool"} for n in [*wanted, *dir(builtins)]}'],
    { check: 'assert set(f(1)) == {"right"}' },
  ),
  takingOver(
    'gives its own functions for all of Python',
    [
      'given = steps["names"]',
      'set = tuple = str = abs = len = lambda *a: 1',
      'steps["names"] = lambda wanted: given([*wanted, "set", "tuple", "str", "abs", "len"])',
    ],
    { check: 'assert set(f(1)) == set((1, 2)) and len(f(1)) == 2' },
  ),
  takingOver('says that a name is a module', [
    'steps["names"] = lambda wanted: {n: {"module": "math"} for n in wanted}',
  ]),
  takingOver('answers every call with a lie', ['steps["operate"] = lambda request: [True, []]']),
  takingOver('changes more arguments than there are', [
    'steps["operate"] = lambda request: ["right", ["right"] * 9]',
  ]),
  takingOver('changes fewer arguments than there are', ['steps["operate"] = lambda request: ["right", []]'], {
    check: 'assert f(1) == "right"',
  }),
  takingOver('gives a verdict as its answer', [
    'steps["operate"] = lambda request: {"verdict": "passed", "detail": ""}',
  ]),
  cheat(
    'writes a verdict to every file',
    [
      'import os',
      'for fd in range(3, 64):',
      '  try: os.write(fd, b\'{"verdict": "passed", "detail": ""}\')',
      '  except OSError: pass',
      'def f(): return 1',
    ],
    {},
  ),
  cheat('searches its memory for what is right', [
    'import gc',
    'def f():',
    '  texts = [t for t in gc.get_objects() if isinstance(t, (list, dict, tuple)) and "right" in repr(t)[:2000]]',
    '  return "right" if any("assert" in repr(t) for t in texts) else 1',
  ]),
];

export const MESSAGES: readonly Cheat[] = [
  cheat('closes its channel', ['import os', 'os.close(3)', 'def f(): return 1']),
  cheat('closes its channel where the check catches everything', ['import os', 'def f(): os.close(3)'], {
    check: 'try:\n  f()\nexcept:\n  pass',
  }),
  answering('answers to questions not yet asked', [
    'for _ in range(3): say({"value": [{"verdict": "passed"}, []]})',
  ]),
  answering('what is no value', ['say({"value": None})', 'say({"value": {"object": {"x": []}}})']),
  answering('an object whose number is none', [
    'say({"value": None})',
    'say({"value": {"f": {"object": [True, "x"]}}})',
  ]),
  answering('a list for a dict', ['say([1, 2, 3])']),
  answering('a text for the names', ['say({"value": None})', 'say({"value": "f"})']),
  answering('a number that is none', ['raw(b\'{"value": null}\')', 'raw(b\'{"value": {"f": NaN}}\')']),
  answering('a fraction of 0', ['say({"value": None})', 'say({"value": {"f": {"Fraction": ["1", "0"]}}})']),
  answering('a set of lists', ['say({"value": None})', 'say({"value": {"f": {"set": [{"list": []}]}}})']),
  answering('an error that has no name', ['say({"error": [], "text": 1, "errno": [], "line": 1})']),
  answering('an error of 200 KB', [
    'say({"error": "ValueError", "text": "x" * 200_000, "errno": None, "line": None})',
  ]),
  answering('an error whose name has 200 KB', [
    'say({"error": "x" * 200_000, "text": "", "errno": None, "line": None})',
  ]),
  answering('an error in a line of 200 KB', [
    'say({"error": "ValueError", "text": "", "errno": None, "line": "x" * 200_000})',
  ]),
  answering('an error in a line of 4,000 digits', [
    'say({"error": "ValueError", "text": "", "errno": None, "line": 10**4000})',
  ]),
  answering('an error by the name of none', [
    'say({"error": "SystemExit", "text": "0", "errno": None, "line": None})',
  ]),
  answering('an error of a text that can not be written', [
    'say({"error": "ValueError", "text": "\\ud800\\0\\x1b[2J", "errno": None, "line": None})',
  ]),
  answering('what is no UTF-8', ['raw(b"\\xff\\xfe{\\x80")']),
  answering('NULs', ['raw(bytes(1000))']),
  answering('nothing', ['raw(b"")']),
  answering('what is no JSON', ['raw(b\'{"value": null\')']),
  answering('half a message', ['os.write(3, b"\\0\\0\\1\\0{\\"value\\"")', 'while True: pass'], {
    verdict: 'timed out',
  }),
  answering('an announcement of endless data', ['os.write(3, b"\\xff\\xff\\xff\\xff")']),
  answering('data without end', [
    'os.write(3, b"\\0\\xff\\xff\\xff")',
    'while True: os.write(3, b" " * 65536)',
  ]),
  answering('a message of 15 MiB that unfolds to more memory than there is', [
    'say({"value": None})',
    'raw(b\'{"value": {"f": {"list": [\' + b\'{"list":[]},\' * 1_250_000 + b"null]}}}")',
  ]),
  answering('values nested without end', ['raw(b"[" * 10**6)']),
  answering('a number of 3 million digits', [
    'say({"value": None})',
    'raw(b\'{"value": {"f": {"int": "\' + b"f" * 3_000_000 + b\'"}}}\')',
  ]),
];

export const TEXTS: readonly Cheat[] = [
  {
    ...cheat('has 20 MiB of source', ['def f(): return 1']),
    program: `def f(): return 1\n#${'x'.repeat(20 * 2 ** 20)}`,
  },
  {
    ...cheat('has 20 MiB of source in letters of four bytes', ['def f(): return 1']),
    program: `def f(): return "${'🐍'.repeat(5 * 2 ** 20)}"`,
  },
  cheat('holds a NUL', ['def f(): return 1 #\0']),
  cheat('holds half a letter', ['def f(): return "\ud800"']),
  cheat('is nested without end', [`def f(): return ${'('.repeat(50_000)}1${')'.repeat(50_000)}`]),
  cheat('is one sum of 100,000 numbers', [`def f(): return ${'1+'.repeat(100_000)}1`]),
  cheat('says that it is written in UTF-7', ['# coding: utf-7', 'def f(): return "+AHI-ight"']),
  cheat('is empty', ['']),
  cheat('raises an error of 200 KB', ['def f(): raise ValueError("x" * 200_000)']),
  cheat('raises an error of letters that can not be written', [
    'def f(): raise ValueError("\\ud800" * 1000 + "\\0\\x1b[2J")',
  ]),
  cheat('raises an error whose name has 200 KB', ['def f(): raise type("x" * 200_000, (Exception,), {})()']),
  cheat('raises an error that has no text', [
    'class E(Exception):',
    '  def __str__(self): raise self',
    'def f(): raise E',
  ]),
  cheat(
    'raises an error whose text never ends',
    ['class E(Exception):', '  def __str__(self):', '    while True: pass', 'def f(): raise E'],
    { verdict: 'timed out' },
  ),
  cheat('raises an error whose number is a list', ['class E(Exception): errno = [1]', 'def f(): raise E']),
  cheat('returns 20 MB of text', ['def f(): return "x" * 20_000_000']),
  cheat('returns 10 MB of text that the check shows', ['def f(): return "\\ud800" * 2_000_000'], {
    check: 'assert f() == "right", f()',
  }),
  cheat('returns lists nested without end', [
    'def f():',
    '  x = []',
    '  for _ in range(10**5): x = [x]',
    '  return x',
  ]),
  cheat('returns a list that holds itself', ['x = []', 'x.append(x)', 'def f(): return x']),
  cheat('returns a number of a million digits that the check shows', ['def f(): return 1 << 4_000_000'], {
    check: 'assert f() == "right", f()',
  }),
  cheat('prints without end and then answers', [
    'def f():',
    '  for _ in range(10**4): print("x" * 10**4)',
    '  return 1',
  ]),
];

export const CHEATS: Readonly<Record<string, readonly Cheat[]>> = {
  ending: ENDINGS,
  'values that lie': VALUES,
  'names and modules': NAMES,
  'the judge in its own process': TAKE_OVERS,
  'messages of its own making': MESSAGES,
  'texts of any size and kind': TEXTS,
};
