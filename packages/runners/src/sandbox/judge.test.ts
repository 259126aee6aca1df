import { describeInSandbox, sandboxOrReason } from '../testing/sandbox-or-reason.ts';

describeInSandbox('judge', await sandboxOrReason(), (sandbox) => {
  const judge = (program: string, check: string): ReturnType<typeof sandbox.judge> =>
    sandbox.judge({ program, check, timeoutMs: 5000 });

  test.each([
    [
      'plain values',
      'def f(x): return x',
      'for v in [1, -2**80, 0.1, "é", b"x", None, True, 1j]: assert f(v) == v',
    ],
    ['containers', 'def f(*x): return x', 'assert f([1], {2: {3}}, (4,)) == ([1], {2: {3}}, (4,))'],
    ['numbers that are not finite', 'def f(): return float("inf"), -0.0', 'assert str(f()) == "(inf, -0.0)"'],
    ['named arguments', 'def f(a, b=1): return a - b', 'assert f(b=5, a=7) == 2'],
    ['arguments changed in place', 'def f(x): x.sort()', 'a = [2, 1]; f(a); assert a == [1, 2]'],
    ['subclasses', 'from collections import Counter as f', 'assert f("aab") == {"a": 2, "b": 1}'],
    ['generators', 'def f(n): yield from range(n)', 'assert list(f(3)) == [0, 1, 2]'],
    [
      'objects',
      'class Node:\n  def __init__(self, v): self.v = v; self.next = None\ndef total(n): return n.v + (total(n.next) if n.next else 0)',
      'n = Node(1); n.next = Node(2); assert total(n) == 3 and n.next.v == 2',
    ],
    [
      'exceptions',
      'def f(): raise ValueError("no")',
      'try:\n  f()\nexcept ValueError as e:\n  assert str(e) == "no"\nelse:\n  assert False',
    ],
    [
      'the truth of objects',
      'import re\ndef f(x): return re.search("b", x)',
      'assert f("abc")\nassert not f("xyz") and (f("b") is not None)',
    ],
    [
      'exact numbers',
      'from fractions import Fraction\nfrom decimal import Decimal\ndef f(): return Fraction(1, 3), Decimal("0.5")',
      'a, b = f()\nassert abs(a - 1 / 3) < 1e-6 and b == 0.5',
    ],
    ["the program's modules", 'import math\ndef f(): return math.pi', 'assert f() == math.pi'],
    ['types as arguments', 'def f(t): return t("5")', 'assert f(int) == 5'],
    ["a function that has a name of Python's", 'def sum(a, b): return a + b', 'assert sum(1, 2) == 3'],
    [
      'data classes',
      'from dataclasses import dataclass\n@dataclass\nclass P:\n  x: int\ndef f(): return P(3)',
      'assert f().x == 3',
    ],
    [
      'libraries with C parts',
      'import decimal, hashlib, zlib, datetime, random, statistics, json, bisect\ndef f(): return float(decimal.Decimal("0.5"))',
      'assert f() == 0.5',
    ],
    [
      'sets of texts, whose order is the same in every run',
      'def f(): return list({"a", "b", "c", "d"})',
      'assert f() == f()',
    ],
    [
      'the rest of packages that are loaded',
      'import json.tool, importlib.metadata\ndef f(): return "é".encode("utf-16-le").decode("cp1252")',
      'assert len(f()) == 2',
    ],
    ['printing', 'print("hello")\ndef f(): print("x"); return 1', 'assert f() == 1'],
  ])('passes %s', async (_, program, check) => {
    expect(await judge(program, check)).toEqual({ verdict: 'passed', detail: '' });
  });

  test.each([
    [
      'a wrong answer',
      'def f(): return 2',
      'x = 1\nassert f() == 1',
      'AssertionError:  (line 2 of the check: assert f() == 1)',
    ],
    [
      'a missing function',
      'x = 1',
      'assert f()',
      "NameError: name 'f' is not defined (line 1 of the check: assert f())",
    ],
    [
      'an exception',
      'def f():\n  return 1 / 0',
      'f()',
      'ZeroDivisionError: division by zero (line 2 of the program) (line 1 of the check: f())',
    ],
    ['a syntax error', 'def f(:', 'f()', 'SyntaxError: invalid syntax (program, line 1)'],
    [
      'input that nobody gives',
      'x = input()',
      'pass',
      'EOFError: EOF when reading a line (line 1 of the program)',
    ],
    [
      'deep recursion',
      'def f(): return f()',
      'f()',
      expect.stringMatching(/^RecursionError: maximum recursion depth exceeded/),
    ],
    [
      'a crash',
      'import ctypes\ndef f(): ctypes.string_at(0)',
      'f()',
      'the program ended, or left its channel, before the check was done: the other side has ended',
    ],
  ])('fails %s', async (_, program, check, detail) => {
    expect(await judge(program, check)).toEqual({ verdict: 'failed', detail });
  });

  test('a check that is no Python is an error, not a verdict', async () => {
    await expect(judge('def f(): pass', 'assert (')).rejects.toThrow('Expected a check that is Python, got ');
  });

  test('programs of several judgements do not meet', async () => {
    const verdicts = await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        judge(
          `open("/tmp/${name}", "w")\nimport os\ndef f(): return os.listdir("/tmp")`,
          `assert f() == ["${name}"]`,
        ),
      ),
    );
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['passed', 'passed', 'passed']);
  });
});
