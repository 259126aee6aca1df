import { loadTextTask } from '../loading/load-text-task.ts';
import { gradeByJudge } from '../testing/grade-first.ts';
import { writeRows } from '../testing/write-rows.ts';
import { humanEvalPissa, mbppPissa } from './pissa-code.ts';

const head = 'def half(x):\n    """Half of x."""\n';
const prompts = writeRows(
  [
    { type: 'humaneval', instruction: 'Halve:', output: 'HumanEval/0' },
    { type: 'mbpp', instruction: 'Add:', output: 'Mbpp/12' },
  ],
  'prompts.jsonl',
);
const humanEval = writeRows(
  [
    {
      ...{ task_id: 'HumanEval/0', prompt: head, entry_point: 'half' },
      ...{ canonical_solution: '', test: 'def check(f):\n    assert f(4) == 2' },
    },
  ],
  'humaneval.jsonl',
);
const mbpp = writeRows(
  [11, 12].map((id) => ({
    ...{ task_id: id, text: `Add ${id}.`, code: 'def add(a, b): return a + b', test_setup_code: '' },
    test_list: ['assert add(1, 2) == 3'],
  })),
  'mbpp.jsonl',
);

test('HumanEval’s problems are asked in PiSSA’s words, and programs stand behind the head', async () => {
  const benchmark = humanEvalPissa.read(prompts, humanEval);
  expect(benchmark.questions).toMatchObject([{ id: 'HumanEval/0', prompt: 'Halve:' }]);
  expect(benchmark).toMatchObject({ name: 'humaneval-pissa', stopStrings: [], maxNewTokens: 1024 });
  const { grade, given } = await gradeByJudge(
    benchmark,
    'Sure:\n```python\ndef half(x):\n    return x / 2 # good\n```\nassert half(4) == 2',
  );
  expect(given).toEqual({
    program: `${head}def half(x):\n    return x / 2 # good`,
    check: 'def check(f):\n    assert f(4) == 2\ncheck(half)',
  });
  expect(grade.scores).toEqual({ passed: 1 });
});

test('of MBPP those problems are asked that PiSSA’s file has', () => {
  const { questions } = mbppPissa.read(prompts, mbpp);
  expect(questions).toMatchObject([
    { id: '12', prompt: 'Add:', program: { entryPoint: 'add', check: 'assert add(1, 2) == 3' } },
  ]);
});

test('a prompt without tests is an error', () => {
  const other = writeRows([{ type: 'mbpp', instruction: 'Add:', output: 'Mbpp/13' }]);
  expect(() => mbppPissa.read(other, mbpp)).toThrow(
    `Expected the tests of problem 13 in ${mbpp}, got none: mbpp-pissa asks for them.`,
  );
});

test('the tests are in the file of the benchmark itself', async () => {
  const train = writeRows([{ instruction: 'a', output: 'b' }]);
  const load = (benchmarks: Record<string, string>) =>
    loadTextTask('python', { kind: 'files', train, benchmarks });
  await expect(load({ 'mbpp-pissa': prompts })).rejects.toThrow(
    'Expected a file in data.benchmarks.mbpp, which has the tests of mbpp-pissa, got none.',
  );
  const { benchmarks } = await load({ 'mbpp-pissa': prompts, mbpp });
  expect(benchmarks.map(({ name, questions }) => [name, questions.length])).toEqual([
    ['mbpp', 2],
    ['mbpp-pissa', 1],
  ]);
});
