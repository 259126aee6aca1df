import { Random } from '@lamella/core';
import { plainArithmetic } from './plain-arithmetic.ts';
import { pythonFunction } from './python-function.ts';
import { wordProblem } from './word-problem.ts';

function make(maker: (random: Random) => string, count: number): string[] {
  const random = new Random(3);
  return Array.from({ length: count }, () => maker(random));
}

/** Whether the two sides of each equation in a text are the same number. */
function holds(equation: string): boolean {
  const [, a, operator = '', b, result] = /^(\d+) ([-+*/]) (\d+) = (\d+)$/.exec(equation) ?? [];
  const [x, y] = [Number(a), Number(b)];
  return { '+': x + y, '-': x - y, '*': x * y, '/': x / y }[operator] === Number(result);
}

test.each([
  ['plain arithmetic', plainArithmetic],
  ['word problems', wordProblem],
  ['Python functions', pythonFunction],
])('%s: a seed gives the same texts, of many kinds', (_, maker) => {
  expect(make(maker, 200)).toEqual(make(maker, 200));
  expect(new Set(make(maker, 200)).size).toBeGreaterThan(100);
});

test('plain arithmetic: every line is an equation that holds', () => {
  const lines = make(plainArithmetic, 1000).flatMap((text) => text.split('\n'));
  expect(lines.filter((line) => !holds(line))).toEqual([]);
});

/** A word problem taken apart. */
function readProblem(problem: string): { story: string; equations: string[]; answer: string } {
  const [, story = '', work = '', answer = ''] =
    /^(.+)\n((?:\d+ [-+*/] \d+ = \d+\. )+)The answer is: (\d+)$/.exec(problem) ?? [];
  return { story, equations: work.trim().slice(0, -1).split('. '), answer };
}

describe('word problems', () => {
  const problems = make(wordProblem, 2000).map(readProblem);

  test('the worked answer has one to three calculations that hold, each from the last result on', () => {
    const isSound = ({ equations, answer }: ReturnType<typeof readProblem>): boolean => {
      const results = equations.map((equation) => equation.split(' = ')[1]);
      const isChain = equations.slice(1).every((equation, i) => equation.split(' ')[0] === results[i]);
      return equations.every(holds) && isChain && answer === results.at(-1);
    };
    expect(problems.filter((problem) => !isSound(problem))).toEqual([]);
    const numSteps = new Set(problems.map(({ equations }) => equations.length));
    expect([...numSteps].sort()).toEqual([1, 2, 3]);
  });

  test('every number of the calculations stands in the story or follows from it', () => {
    const isGiven = ({ story, equations }: ReturnType<typeof readProblem>): boolean => {
      const known = new Set([...(story.match(/\d+/g) ?? []), ...(story.includes('twice') ? ['2'] : [])]);
      return equations.every((equation) => {
        const [a = '', , b = '', , result = ''] = equation.split(' ');
        const isKnown = known.has(a) && known.has(b);
        known.add(result);
        return isKnown;
      });
    };
    expect(problems.filter((problem) => !isGiven(problem))).toEqual([]);
  });

  test('no number is above 100', () => {
    const numbers = problems.flatMap(({ equations }) => equations.join(' ').match(/\d+/g) ?? []);
    expect(Math.max(...numbers.map(Number))).toBe(100);
  });
});

test('Python functions: a def, a docstring that names the parameters, an indented body that returns', () => {
  const isSound = (text: string): boolean => {
    const [, parameters = '', docstring = '', body = ''] =
      /^def \w+\(([\w, ]+)\):\n {4}"""Returns? (.+)\."""\n((?: {4}.+\n?)+)$/.exec(text) ?? [];
    const isUsed = parameters
      .split(', ')
      .every((name) => [docstring, body].every((part) => new RegExp(`\\b${name}\\b`).test(part)));
    return isUsed && /^ {4}return /.test(body.split('\n').at(-1) ?? '');
  };
  expect(make(pythonFunction, 1000).filter((text) => !isSound(text))).toEqual([]);
});
