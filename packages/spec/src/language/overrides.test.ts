import { applyOverrides, parseOverride } from './overrides.ts';

describe('parseOverride', () => {
  test.each([
    ['training.epochs=3', ['training', 'epochs'], 3],
    ['sweep.seed=[1, 2]', ['sweep', 'seed'], [1, 2]],
    ['training.learningRate=1e-4', ['training', 'learningRate'], 1e-4],
    ['model={id: a/b, revision: "1"}', ['model'], { id: 'a/b', revision: '1' }],
    ['extraSweeps.0.rank=[4]', ['extraSweeps', 0, 'rank'], [4]],
    ['description=a = b', ['description'], 'a = b'],
    ['rows=', ['rows'], null],
  ])('%s', (text, path, value) => {
    expect(parseOverride(text)).toEqual({ path, value, source: `--set ${text}` });
  });

  test.each(['training', '=3', 'a..b=1', '.a=1', '__proto__.x=1', 'methods.__proto__.tuning=full'])(
    'refuses %s',
    (text) => {
      expect(() => parseOverride(text)).toThrow(
        `Expected path=value as in training.epochs=3, got "--set ${text}".`,
      );
    },
  );

  test('refuses a value that is not YAML', () => {
    expect(() => parseOverride('tasks=[cola')).toThrow(/Expected a YAML value in "--set tasks=\[cola"/);
    expect(() => parseOverride('methods={__proto__: {tuning: full}}')).toThrow(
      'Expected the name of a setting, got __proto__, which can be none.',
    );
  });
});

describe('applyOverrides', () => {
  const apply = (value: unknown, ...texts: string[]): unknown =>
    applyOverrides(value, texts.map(parseOverride));

  test('replaces, adds on the way, and leaves the original alone', () => {
    const original = { tasks: ['cola', 'rte'], training: { epochs: 1, batchSize: 2 } };
    const copy = structuredClone(original);
    expect(apply(original, 'training.epochs=5', 'tasks.1=mnli', 'perTask.cola.rows.train=3')).toEqual({
      tasks: ['cola', 'mnli'],
      training: { epochs: 5, batchSize: 2 },
      perTask: { cola: { rows: { train: 3 } } },
    });
    expect(original).toEqual(copy);
  });

  test('the last one wins', () => {
    expect(apply({}, 'workers=1', 'workers=2')).toEqual({ workers: 2 });
  });

  test('adds no hidden members', () => {
    const path = ['__proto__', 'polluted'];
    const result = applyOverrides({}, [{ path, value: true, source: 'not from parseOverride' }]);
    expect(Object.keys(result as object)).toEqual(['__proto__']);
    expect('polluted' in {}).toBe(false);
  });
});
