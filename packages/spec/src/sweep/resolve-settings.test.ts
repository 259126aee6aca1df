import { exampleSpec } from '../testing/example-spec.ts';
import { resolveSettings } from './resolve-settings.ts';

describe('resolveSettings', () => {
  test('defaults hold where the spec is silent', () => {
    const { training, rows } = resolveSettings(exampleSpec(), 'all', 'cola');
    expect(training).toMatchObject({ epochs: 3, weightDecay: 0.1, accumulation: { steps: 1, mode: 'mean' } });
    expect(rows).toEqual({});
  });

  test('for all, then the task, then the method, then the method on the task', () => {
    const spec = exampleSpec(`
training: { epochs: 10, batchSize: 10, learningRate: 10, maxLength: 10 }
perTask: { cola: { training: { batchSize: 20, learningRate: 20, maxLength: 20 }, rows: { train: 5 } } }
rows: { train: 9, dev: 9 }
`);
    const method = {
      tuning: 'lora',
      selection: 'all',
      training: { learningRate: 30, maxLength: 30 },
    } as const;
    const methods = { all: { ...method, perTask: { cola: { training: { maxLength: 40 } } } } };
    const { training, rows } = resolveSettings({ ...spec, methods }, 'all', 'cola');
    expect(training).toMatchObject({ epochs: 10, batchSize: 20, learningRate: 30, maxLength: 40 });
    expect(rows).toEqual({ train: 5, dev: 9 });
    expect(resolveSettings({ ...spec, methods }, 'all', 'rte').training).toMatchObject({
      batchSize: 10,
      maxLength: 30,
    });
  });

  test('a value that is a section is replaced whole', () => {
    const spec = exampleSpec(
      'perTask: { rte: { training: { warmup: { steps: 7 }, accumulation: { steps: 4 } } } }\n',
    );
    const { training } = resolveSettings(spec, 'all', 'rte');
    expect(training.warmup).toEqual({ steps: 7 });
    expect(training.accumulation).toEqual({ steps: 4, mode: 'mean' });
  });
});
