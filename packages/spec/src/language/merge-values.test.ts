import { z } from 'zod';
import { experimentSpec } from './experiment-spec.ts';
import { section } from './fields.ts';
import { mergeValues } from './merge-values.ts';

const merge = (base: object, own: object): unknown => mergeValues(experimentSpec, base, own);

describe('mergeValues', () => {
  test('sections are merged key by key, as deep as there are sections', () => {
    const base = {
      training: { epochs: 3, adam: { beta1: 0.8, beta2: 0.9 } },
      methods: { all: { selection: 'all', training: { epochs: 2 } }, cka: { selection: 'cka' } },
    };
    const own = {
      training: { adam: { beta2: 0.95 } },
      methods: { all: { training: { batchSize: 4 } }, fim: { selection: 'fim' } },
    };
    expect(merge(base, own)).toEqual({
      training: { epochs: 3, adam: { beta1: 0.8, beta2: 0.95 } },
      methods: {
        all: { selection: 'all', training: { epochs: 2, batchSize: 4 } },
        cka: { selection: 'cka' },
        fim: { selection: 'fim' },
      },
    });
  });

  test('lists, single values and alternatives are replaced whole', () => {
    const base = {
      tasks: ['cola', 'rte'],
      model: { id: 'a/b', revision: 'v1' },
      training: { warmup: { ratio: 0.1 }, learningRate: 1 },
      importance: { samples: { random: 5, seed: 1 } },
      methods: { list: { selection: { published: 'roberta-base' } } },
    };
    const own = {
      tasks: ['sst2'],
      model: { id: 'c/d' },
      training: { warmup: { steps: 3 }, learningRate: null },
      importance: { samples: 9 },
      methods: { list: { selection: [1, 2] } },
    };
    expect(merge(base, own)).toEqual(own);
  });

  test('data are merged as long as their kind is the same', () => {
    const base = { data: { kind: 'files', train: 'a', benchmarks: { gsm8k: 'g' } } };
    expect(merge(base, { data: { kind: 'files', benchmarks: { math: 'm' } } })).toEqual({
      data: { kind: 'files', train: 'a', benchmarks: { gsm8k: 'g', math: 'm' } },
    });
    expect(merge(base, { data: { train: 'b' } })).toEqual({ data: { ...base.data, train: 'b' } });
    expect(merge(base, { data: { kind: 'hub' } })).toEqual({ data: { kind: 'hub' } });
  });

  test('values that fit nothing are passed on, and no member is hidden', () => {
    expect(merge({ unknown: { a: 1 } }, { unknown: { b: 2 } })).toEqual({ unknown: { b: 2 } });
    const record = section({ a: z.record(z.string(), z.number()) });
    const merged = mergeValues(record, { a: JSON.parse('{"__proto__": 1}') as object }, { a: { b: 2 } });
    expect(Object.keys((merged as { a: object }).a)).toEqual(['__proto__', 'b']);
    expect(merge({ training: 3 }, { training: { epochs: 1 } })).toEqual({ training: { epochs: 1 } });
  });
});
