import type { Examples } from '@lamella/datasets';
import { expandSweep } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { doneResult } from '../testing/example-results.ts';
import { checkWithData } from './check-with-data.ts';
import { firstDifference } from './rescore.ts';

test('labels of very many rows are compared', async () => {
  const [trial] = expandSweep(exampleSpec(), 8);
  if (trial === undefined) throw new Error('Expected a trial');
  const labels = new Array<number>(300_000).fill(1);
  const result = { ...doneResult(trial), predictions: { dev: { labels, predictions: labels } } };
  const dev = labels.map((label, row) => ({ id: row, text: 'x', label: row === 200_000 ? 0 : label }));
  const rows = { examples: { dev: dev as unknown as Examples }, texts: {}, benchmarks: [] };
  const checks = await checkWithData({ result, answers: new Map() }, rows);
  expect(checks).toHaveLength(labels.length + 1);
  expect(firstDifference(checks)).toEqual({ what: 'label of row 200000 of dev', expected: 0, got: 1 });
});
