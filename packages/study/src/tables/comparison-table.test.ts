import type { ComparedArms } from './compare-arms.ts';
import { exampleComparison } from '../testing/example-comparison.ts';
import {
  averageTable,
  comparisonTable,
  comparisonTables,
  comparisonTitles,
  primaryTable,
} from './comparison-table.ts';

const one = exampleComparison({ items: 1200, seedsNeeded: 2 });

test('differences in points, with verdict, seeds and items', () => {
  const text = comparisonTable({ level: 0.05, comparisons: [one] });
  expect(text).toContain(
    '| CKA against FIM | RTE | −3.1 | −5.0 to 0.0 | < 0.001 | worse | 3 | 1,200 | – |\n',
  );
  expect(text).toContain('Differences × 100 are means');
  expect(text).toContain('family of 1 test (Holm)');
  expect(text).toContain('Without a margin nothing is equivalent.');
});

test('what is not known is a dash, and what no number of seeds decides is said', () => {
  const open: ComparedArms = { ...one, adjustedP: 0.4, verdict: 'undecided', seedsNeeded: 31 };
  const { seedsNeeded: _, ...hopeless } = open;
  const { items: __, ...single } = { ...hopeless, seeds: [1], interval: [NaN, NaN] as const, adjustedP: NaN };
  const text = comparisonTable({
    ...{ level: 0.05, margin: 1 },
    comparisons: [
      { ...open, adjustedEquivalenceP: 0.25 },
      hopeless,
      { ...single, untold: 'one seed' },
      { ...one, metric: 'mse', difference: 0.5 },
    ],
  });
  expect(text).toContain('| 0.400 | 0.250 | undecided | 3 | 1,200 | 31 |');
  expect(text).toContain('| undecided | 3 | 1,200 | > 1,000 |');
  expect(text).toContain('| −3.1 | – | – | – | undecided (one seed) | 1 | – | – |');
  expect(text).toContain('| CKA against FIM | RTE | +0.500 |');
  expect(text).toContain('Differences are means');
  expect(text).toContain('Equivalent: a difference below 1 in either direction');
});

test('means over tasks are a table and a family of their own', () => {
  const { items: _, ...average } = { ...one, task: 'average', taskTitle: 'the mean of 4 tasks' };
  const lonely: ComparedArms = { ...average, verdict: 'undecided', untold: 'one seed' };
  const text = averageTable({ level: 0.05, margin: 1, averages: [average, average, lonely] });
  expect(text).toMatch(/^\*\*Comparisons over all tasks\*\*/);
  expect(text).toContain(
    '| CKA against FIM | the mean of 4 tasks | −3.1 | −5.0 to 0.0 | < 0.001 | – | worse | 3 | – |',
  );
  expect(text).toContain('at 5 % for 2 tests (Holm)');
  expect(averageTable({ level: 0.05, averages: [] })).toBe('');
});

test('primary comparisons are a table by themselves, and the others are called exploratory', () => {
  const own = { ...one, isPrimary: true, plannedSeeds: 5 };
  const primary = {
    ...{ planned: 3, comparisons: [own], changed: 'The primary comparisons were changed.' },
    missing: [{ arms: ['cka', 'random-draws'] as const, on: 'mean' }],
  };
  const family = { level: 0.05, margin: 1, comparisons: [one], averages: [one], primary };
  const [first = '', average = '', others = '', ...none] = comparisonTables(family);
  expect(none).toEqual([]);
  expect(first).toMatch(/^\*\*Primary comparisons\*\*/);
  expect(first).toContain(
    '**The primary comparisons were changed.** p and verdicts at 5 % for the 3 comparisons that',
  );
  expect(first).toContain('Not all seeds are done (3 of 5)');
  expect(first).toContain('cka against random-draws on the mean over tasks: no results yet.');
  for (const [text, title] of [
    [average, 'Exploratory comparisons over all tasks'],
    [others, 'Exploratory comparisons'],
  ] as const) {
    expect(text.startsWith(`**${title}**`)).toBe(true);
    expect(text).toContain('Exploratory: none of these is among the primary comparisons');
    expect(comparisonTitles).toContain(title);
  }
  expect(primaryTable({ level: 0.05 })).toBe('');
  const nothing = { ...family, comparisons: [], averages: [], primary: { ...primary, comparisons: [] } };
  expect(comparisonTables(nothing)).toHaveLength(1);
  expect(comparisonTables(nothing)[0]).not.toContain('|');
});
