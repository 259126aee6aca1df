import { describeValues, renderKeys, type Schema } from './spec-keys.ts';

const schema: Schema = {
  type: 'object',
  properties: {
    name: { type: 'string', pattern: '^a+$', description: 'Folder of the results' },
    rows: {
      type: 'object',
      properties: { train: { type: 'integer', minimum: 1, description: 'Use {n} examples' } },
    },
    methods: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        properties: {
          tuning: { type: 'string', enum: ['lora', 'full'], default: 'lora' },
          rows: { type: 'object', properties: { train: { type: 'integer' } } },
        },
      },
    },
  },
  required: ['name'],
};

test('every key has its values, its default and its meaning; shared sections are told once', () => {
  expect(renderKeys(schema, (path) => (path === 'rows.train' ? 'all' : undefined))).toBe(
    [
      '- `name` (text like `^a+$`; required): Folder of the results',
      '- `rows` (`{train}`)',
      '  - `train` (whole number at least 1; default all): Use `{n}` examples',
      '- `methods` (sections by name)',
      '  - `tuning` (`lora`, `full`; default `lora`)',
      '  - `rows` (the keys of [`rows`](#keys), for this alone)',
    ].join('\n'),
  );
});

test.each<[Schema, string]>([
  [{ anyOf: [{ type: 'number', exclusiveMinimum: 0 }, { const: 'none' }] }, 'number above 0 or `none`'],
  [{ type: 'number', minimum: 0, exclusiveMaximum: 1 }, 'number at least 0 and below 1'],
  [{ type: 'array', items: { type: 'integer' } }, 'list, each item: whole number'],
  [{ type: 'object', properties: { kind: { const: 'mini' }, path: {} } }, '`{kind: mini, path}`'],
  [{ type: 'object', additionalProperties: { type: 'string' } }, 'text, by name'],
  [{ type: 'boolean' }, '`true` or `false`'],
])('values of %j', (field, expected) => {
  expect(describeValues(field)).toBe(expected);
});
