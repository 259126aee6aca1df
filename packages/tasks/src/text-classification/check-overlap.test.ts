import { listenToWarnings } from '@lamella/core';
import { checkOverlap } from './check-overlap.ts';
import type { TableExamples } from './table-examples.ts';

function examplesOf(texts: readonly string[]): TableExamples {
  const rows = texts.map((text, id) => ({ id, text, label: 0 }));
  return Object.assign([...rows], { where: (id: number) => `dev.csv:${id + 2}` }) as unknown as TableExamples;
}

test('very many equal rows are counted, and the first one is named', () => {
  const told: string[] = [];
  const stop = listenToWarnings((text) => void told.push(text));
  const dev = ['new', ...Array.from({ length: 150_000 }, () => 'again')];
  checkOverlap(examplesOf(['other', 'again', 'again']), { dev: examplesOf(dev) });
  stop();
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(
    /^150000 of 150001 dev rows have the text of a training row, the first at dev\.csv:3: /,
  );
});
