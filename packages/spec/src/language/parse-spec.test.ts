import { parseOverride } from './overrides.ts';
import { parseSpec } from './parse-spec.ts';

const valid = `name: example
model: mini/roberta
data: { kind: mini-glue }
tasks: [cola]
methods: { all: { selection: all } }
sweep: { seed: [1] }
`;
const problemsOf = (text: string, sets: readonly string[] = []): string => {
  try {
    parseSpec(text, 'x.yaml', sets.map(parseOverride));
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('parseSpec', () => {
  test('gives the values, with the defaults of the structure', () => {
    expect(parseSpec(valid, 'x.yaml')).toEqual({
      name: 'example',
      model: 'mini/roberta',
      data: { kind: 'mini-glue' },
      tasks: ['cola'],
      methods: { all: { tuning: 'lora', selection: 'all' } },
      sweep: { seed: [1] },
    });
  });

  test('numbers are those of YAML 1.2, whatever the file says', () => {
    const text = `%YAML 1.1\n---\n${valid}training: { learningRate: 1e-4, epochs: 010 }\n`;
    expect(parseSpec(text, 'x.yaml').training).toEqual({ learningRate: 1e-4, epochs: 10 });
  });

  test('all problems come at once, in the order of the file', () => {
    const text = `${valid}training: { epochs: 0, warmup: { ratio: 2 } }\nadapter: { ranks: 3 }\nadapter: { rank: 2.5 }\n`;
    expect(problemsOf(text)).toBe(
      [
        '4 problems:',
        'x.yaml:7:21: Expected training.epochs to be a whole number of at least 1, got 0 (number).',
        'x.yaml:7:41: Expected training.warmup.ratio to be a number of at least 0 and below 1, got 2 (number).',
        'x.yaml:9:1: Expected each key once in a section, got this one a second time.',
        'x.yaml:9:18: Expected adapter.rank to be a whole number of at least 1, got 2.5 (number).',
      ].join('\n'),
    );
  });

  test('a place inside of an alias is the one of its anchor', () => {
    const text = `${valid}perTask: { cola: &settings { training: { epochs: -1 } }, rte: *settings }\n`;
    expect(problemsOf(text)).toMatch(
      /x.yaml:7:50: Expected perTask.cola.training.epochs.*\nx.yaml:7:50: Expected perTask.rte/,
    );
  });

  test('an override counts instead of the file, and is the place of its own problems', () => {
    const sets = ['training.epochs=3', 'sweep.seed=[4, 5]', 'methods.all.training.learningRate=1e-3'];
    const spec = parseSpec(valid, 'x.yaml', sets.map(parseOverride));
    expect(spec.training).toEqual({ epochs: 3 });
    expect(spec.sweep.seed).toEqual([4, 5]);
    expect(spec.methods['all']?.training).toEqual({ learningRate: 1e-3 });
    expect(problemsOf(valid, ['training.epoch=3', 'tasks.0=colla', 'tasks=[rte]', 'tasks.1=mnil'])).toBe(
      [
        '2 problems:',
        '--set tasks.1=mnil: Expected tasks[1] to be one of cola, sst2, mrpc, stsb, qqp, mnli, qnli, rte, text-classification, text-regression, mini-math, metamath, mini-code, python, mini-sqa, scienceqa, arc-easy, arc-challenge, text-generation, got "mnil" (text). Did you mean "mnli"?',
        '--set training.epoch=3: Unknown key of training "epoch". Did you mean "epochs"? Valid: epochs, batchSize, evaluationBatchSize, accumulation, learningRate, schedule, warmup, weightDecay, maxGradNorm, adam, maxLength, dropout, checkpoint, earlyStopping, sortWindow, packing, precision, keepFrozenPrefix, newModules, pooler, gradientCheckpointing.',
      ].join('\n'),
    );
  });

  test('a key that objects have by themselves is an unknown key', () => {
    expect(problemsOf(`${valid}__proto__: { a: 1 }\n`)).toMatch(/x.yaml:7:1: Unknown key "__proto__"/);
    expect(problemsOf(`${valid}toString: 1\n`)).toMatch(/Unknown key "toString"/);
  });

  test('deep nesting is a mistake, not a crash', () => {
    for (const text of [`a: ${'['.repeat(20_000)}`, `a: ${'{a: '.repeat(5000)}1${'}'.repeat(5000)}`])
      expect(problemsOf(text)).toMatch(/^x.yaml:1:\d+: Expected at most 64 levels of nesting, got more\.$/);
  });

  test.each([
    [
      'adapter.rank=1000000',
      'Expected adapter.rank to be a whole number of at most 65536, got 1000000 (number).',
    ],
    ['workers=5000', 'Expected workers to be a whole number of at most 1024, got 5000 (number).'],
    ['threads=5000', 'Expected threads to be a whole number of at most 1024, got 5000 (number).'],
    [
      'training.epochs=1e6',
      'Expected training.epochs to be a whole number of at most 100000, got 1000000 (number).',
    ],
    [
      'sweep.seed=[9007199254740993]',
      'Expected sweep.seed[0] to be a whole number of at least 0, got 9007199254740992 (number). Whole numbers are held exactly up to 9007199254740991.',
    ],
    [
      'name=importance',
      'Expected name to be another name than importance, where all specs keep importance, and the names of devices (con, nul), got "importance" (text).',
    ],
    [
      'sweep.set={methods.__proto__.tuning: [full]}',
      'Expected the name of a setting, got __proto__, which can be none.',
    ],
  ])('--set %s is refused', (override, message) => {
    expect(problemsOf(valid, [override])).toBe(`--set ${override}: ${message}`);
  });

  test('cells are counted, not made', () => {
    const seeds = Array.from({ length: 60_000 }, (_, index) => index).join(', ');
    const problem = problemsOf(valid, [`sweep.seed=[${seeds}]`, 'sweep.layers=[1, 2]']);
    expect(problem).toMatch(
      /: Expected sweeps of at most 100000 cells in all, got 120000 \(60000 seed × 2 layers\)\. Leave some values out, or split the spec\.$/,
    );
  });

  test('of mistakes without end the first ones are told', () => {
    const text = `${valid}rows: {${Array.from({ length: 5000 }, (_, i) => ` k${i}: 1`).join(',')} }\n`;
    const lines = problemsOf(text).split('\n');
    expect([lines[0], lines.at(-1)]).toEqual(['5000 problems:', '... and 4950 more.']);
  });

  test('a long list of problems is cut', () => {
    const text = `${valid}rows: {${Array.from({ length: 60 }, (_, i) => ` key${i}: 1`).join(',')} }\n`;
    const lines = problemsOf(text).split('\n');
    expect(lines[0]).toBe('60 problems:');
    expect(lines.at(-1)).toBe('... and 10 more.');
    expect(lines).toHaveLength(52);
  });
});
