import { exampleSpec } from '../testing/example-spec.ts';
import { narrowSpec } from './narrow-spec.ts';

const spec = exampleSpec(
  'extraSweeps: [{ tasks: [rte], methods: [cka], rank: [4] }, { rank: [2], seed: [9] }]\n',
);

describe('narrowSpec', () => {
  test('keeps everything where nothing is asked for', () => {
    const { extraSweeps, ...rest } = narrowSpec(spec, {});
    expect(rest).toEqual({ ...spec, extraSweeps: undefined });
    expect(extraSweeps?.map(({ rank }) => rank)).toEqual([[4], [2]]);
  });

  test('takes other tasks, some methods and other seeds, in extra sweeps as well', () => {
    const narrow = narrowSpec(spec, { tasks: ['cola', 'mnli'], methods: ['all', 'cka'], seeds: [7] });
    expect(narrow.tasks).toEqual(['cola', 'mnli']);
    expect(narrow.methods).toBe(spec.methods);
    expect(narrow.sweep).toEqual({ layers: [2, 0.5], methods: ['all', 'cka'], seed: [7] });
    expect(narrow.extraSweeps).toEqual([
      { tasks: ['cola', 'mnli'], methods: ['all', 'cka'], rank: [2], seed: [7] },
    ]);
  });

  test('names that do not exist are errors', () => {
    expect(() => narrowSpec(spec, { tasks: ['colla'] })).toThrow(
      /Unknown task "colla". Did you mean "cola"\?/,
    );
    expect(() => narrowSpec(spec, { methods: ['fim'] })).toThrow(
      'Unknown method of example "fim". Valid: full, all, cka, random.',
    );
    expect(() => narrowSpec(spec, { tasks: ['text-regression'] })).toThrow(
      'Expected data of the kind table for text-regression, got mini-glue.',
    );
  });
});
