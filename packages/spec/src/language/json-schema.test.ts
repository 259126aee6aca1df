import { readFileSync } from 'node:fs';
import { specJsonSchema } from './json-schema.ts';

describe('specJsonSchema', () => {
  test('is what is committed for editors', () => {
    const committed = readFileSync(
      new URL('../../../../experiments/schema/experiment.schema.json', import.meta.url),
      'utf8',
    );
    expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(specJsonSchema())));
  });

  test('forbids unknown keys and explains the known ones', () => {
    const schema = JSON.parse(JSON.stringify(specJsonSchema()));
    expect(schema.additionalProperties).toBe(false);
    expect(schema.then.required).toEqual(['name', 'model', 'data', 'tasks', 'methods', 'sweep']);
    const { training } = schema.properties;
    expect(training.additionalProperties).toBe(false);
    expect(training.properties.warmup.description).toMatch(/warm-up/);
    expect(training.properties.schedule.enum).toEqual(['linear', 'cosine', 'constant']);
  });

  test('a spec that extends another needs nothing but its name', () => {
    const schema = JSON.parse(JSON.stringify(specJsonSchema()));
    expect(schema.required).toEqual(['name']);
    expect(schema.if).toEqual({ not: { required: ['extends'] } });
    expect(schema.properties.extends.type).toBe('string');
    expect(schema.properties.sweep.required).toBeUndefined();
    expect(schema.then.properties.sweep.required).toEqual(['seed']);
  });
});
