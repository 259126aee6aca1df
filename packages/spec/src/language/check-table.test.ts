import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSpec } from './parse-spec.ts';
import { readSpec } from './read-spec.ts';

const specOf = (task: string, data: string): string => `name: own
model: mini/roberta
tasks: [${task}]
data: { ${data} }
methods: { all: { selection: all } }
sweep: { seed: [1] }
`;
const problemsOf = (task: string, data: string): string => {
  try {
    parseSpec(specOf(task, data), 'x.yaml');
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
};
const table = 'kind: table, train: a.csv';

test.each([
  ['text-classification', `${table}, text: review, label: stars`],
  [
    'text-classification',
    `${table}, dev: b.tsv, test: c.jsonl, title: Reviews, text: a, textPair: b, label: c, labels: [no, 1, true], metric: f1_macro`,
  ],
  ['text-regression', `${table}, text: a, label: b, metric: rmse, devShare: 0.2, splitSeed: 7`],
  ['text-generation', `${table}, instruction: a, input: b, output: c`],
  ['text-generation', `${table}, messages: conversation`],
  ['text-generation', `${table}, text: document`],
])('%s of {%s} is valid', (task, data) => {
  expect(problemsOf(task, data)).toBe('none');
});

test.each([
  [
    'cola',
    `${table}, text: a, label: b`,
    'x.yaml:3:8: Expected tasks to hold exactly one of text-classification, text-regression, text-generation where data is a table, got cola.',
  ],
  [
    'text-classification, text-regression',
    `${table}, text: a, label: b`,
    'x.yaml:3:8: Expected tasks to hold exactly one of text-classification, text-regression, text-generation where data is a table, got text-classification, text-regression.',
  ],
  [
    'text-regression',
    'kind: mini-glue',
    'x.yaml:3:9: Expected data of the kind table for text-regression, got mini-glue.',
  ],
  [
    'text-classification',
    `${table}, text: a`,
    'x.yaml:4:1: Expected the columns of text-classification in data: text, label, textPair (may be left out); got text.',
  ],
  [
    'text-generation',
    `${table}, instruction: a, messages: b`,
    'x.yaml:4:1: Expected the columns of text-generation in data: instruction, output, input (may be left out); or messages; or text; got instruction, messages.',
  ],
  [
    'text-classification',
    `${table}, text: a, label: b, messages: c`,
    'x.yaml:4:55: Expected no data.messages for text-classification, got one: it is a key of text-generation.',
  ],
  [
    'text-regression',
    `${table}, text: a, label: b, labels: [1, 2]`,
    'x.yaml:4:55: Expected no data.labels for text-regression, got one: it is a key of text-classification.',
  ],
  [
    'text-regression',
    `${table}, text: a, label: b, metric: accuracy`,
    'x.yaml:4:55: Expected a metric of text-regression in data.metric (pearson, spearman, rmse, mse, mae), got accuracy.',
  ],
  [
    'text-classification',
    `${table}, dev: b.csv, devShare: 0.2, text: a, label: b`,
    'x.yaml:4:48: Expected no data.devShare beside data.dev, got one: it says how dev rows are split off the training rows.',
  ],
  [
    'text-classification',
    `${table}, text: a, label: b, devShare: 1, metric: acuracy, labels: []`,
    [
      '3 problems:',
      'x.yaml:4:65: Expected data.devShare to be a number above 0 and below 1, got 1 (number).',
      'x.yaml:4:76: Expected data.metric to be one of accuracy, f1_macro, f1, f1_micro, f1_weighted, matthews, pearson, spearman, rmse, mse, mae, got "acuracy" (text). Did you mean "accuracy"?',
      'x.yaml:4:93: Expected data.labels to be a list with at least one of classes, got a list of 0.',
    ].join('\n'),
  ],
  [
    'text-classification',
    `${table}, text: a, label: b, texts: c`,
    'x.yaml:4:55: Unknown key of data "texts". Did you mean "text"? Valid: kind, title, train, dev, test, devShare, splitSeed, text, textPair, label, labels, metric, instruction, input, output, messages.',
  ],
])('%s of {%s} is refused', (task, data, message) => {
  expect(problemsOf(task, data)).toBe(message);
});

test('files are relative to the spec', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-own-'));
  const data = 'kind: table, train: data/a.csv, dev: ../b.csv, test: /c.csv, text: a, label: b';
  writeFileSync(join(folder, 'spec.yaml'), specOf('text-classification', data));
  const { data: resolved } = await readSpec(join(folder, 'spec.yaml'));
  rmSync(folder, { recursive: true });
  expect(resolved).toMatchObject({
    train: join(folder, 'data/a.csv'),
    dev: join(folder, '../b.csv'),
    test: '/c.csv',
  });
});

test('a table of texts has no problems that answers are written for', () => {
  const spec = `${specOf('text-generation', `${table}, text: a`)}generation: { samples: 2 }\n`;
  expect(() => parseSpec(spec, 'x.yaml')).toThrow(
    'x.yaml:7:1: Expected no generation for text-generation, got one: no answers are written for its score.',
  );
});
