import { runPython, whyNoPython } from './python.ts';

test('a Python that has what is asked for can be asked', () => {
  expect(whyNoPython('python3', ['json', 'zipfile'])).toBeUndefined();
});

test.each([
  ['', ['json'], 'none is named'],
  ['/no/python', ['json'], '/no/python is not there, or doesn’t start'],
  ['false', ['json'], 'false is not there, or doesn’t start'],
  ['python3', ['json', 'no_such_a', 'no_such_b'], 'python3 lacks no_such_a, no_such_b'],
])('says why not: "%s" for %j', (program, modules, reason) => {
  expect(whyNoPython(program, modules)).toBe(reason);
});

test('gives what a script prints, without the hub and on one thread', () => {
  const script =
    'import os, sys; print(os.environ["HF_HUB_OFFLINE"], os.environ["OMP_NUM_THREADS"], sys.argv[1])';
  expect(runPython({ program: 'python3' }, ['-c', script, 'x'])).toBe('1 1 x\n');
});

test('throws what a script that fails says', () => {
  expect(() => runPython({ program: 'python3' }, ['-c', 'raise KeyError("gone")'])).toThrow(
    /^Expected python3 -c .* to end well, got [^]*KeyError: 'gone'/,
  );
});
