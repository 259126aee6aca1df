import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { graderCases } from '../../testing/grader-cases.ts';
import { sanitisedProgram, sanitisedScores } from './evalplus.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;
const withPython = hasPython ? describe : describe.skip;

function runPython(script: string, input: unknown): unknown {
  const { stdout, stderr, status } = spawnSync('python3', ['-c', script], {
    cwd: FOLDER,
    env: { PYTHONPATH: FOLDER, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf8' },
    input: JSON.stringify(input),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as unknown;
}

withPython(`the program in an answer${hasPython ? '' : ' (there is no python3)'}`, () => {
  const script = [
    'import json, sys',
    'from sanitise import sanitise',
    'print(json.dumps([sanitise(one["completion"], one["entryPoint"]) for one in json.load(sys.stdin)]))',
  ].join('\n');

  test('is what EvalPlus takes out of it', () => {
    const found = runPython(script, graderCases.programs) as string[];
    graderCases.programs.forEach(({ completion, evalplus }, i) => {
      expect({ completion, program: found[i] }).toEqual({ completion, program: evalplus });
    });
  });

  test.each([
    ['Sure:\n```python\nimport math\ndef f(x):\n    return "é"\nf(1) + None\n```', ['f', 'math']],
    ['def f(x):\n    return sanitise(x)', ['f']],
  ])('leaves nothing but its names behind: %j', (completion, names) => {
    const run = 'import json, sys\nscope = {"__name__": "program"}\nexec(json.load(sys.stdin), scope)';
    const print = 'print(json.dumps(sorted(name for name in scope if not name.startswith("__"))))';
    expect(runPython(`${run}\n${print}`, sanitisedProgram(completion, 'f'))).toEqual(names);
  });
});

test('a program is judged by the whole check of its question', async () => {
  const question = { id: '1', prompt: '', reference: 'assert f() == 1', groups: {} };
  const given: string[] = [];
  const judge = {
    judge: ({ check }: { readonly check: string }) => {
      given.push(check);
      return Promise.resolve({ verdict: 'passed', detail: '' });
    },
  };
  const program = { entryPoint: 'f', check: 'one = 1\nassert f() == one' };
  const { score } = sanitisedScores.evalplus ?? {};
  expect(await score?.({ ...question, program }, 'def f(): return 1', judge)).toBe(true);
  expect(given).toEqual([program.check]);
  await expect(score?.(question, '', judge)).rejects.toThrow('Expected the check of question 1, got none');
});
