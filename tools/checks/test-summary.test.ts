import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatSummary, summariseTests } from './test-summary.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(project: string, testResults: readonly object[]): void {
  writeFileSync(join(folder, `${project}.json`), JSON.stringify({ testResults }));
}
const result = (fullName: string, status: string, failureMessages: string[] = []): object => ({
  fullName,
  status,
  failureMessages,
});

test('adds up projects, and names what failed, was skipped or did not run', () => {
  const assertionResults = [
    result('adds', 'passed'),
    result('subtracts', 'failed', ['expected 1, got 2']),
    result('divides', 'pending'),
  ];
  write('numbers', [
    { name: '/repo/numbers/src/sum.test.ts', status: 'failed', message: '', assertionResults },
  ]);
  const broken = {
    name: '/repo/texts/src/join.test.ts',
    status: 'failed',
    message: 'SyntaxError',
    assertionResults: [],
  };
  write('texts', [broken]);
  write('empty', []);
  const summary = summariseTests(['numbers', 'texts', 'empty', 'missing'], folder, '/repo');
  expect(summary).toEqual({
    passed: 1,
    failed: [
      'numbers/src/sum.test.ts: subtracts\nexpected 1, got 2',
      'texts/src/join.test.ts: could not run\nSyntaxError',
      'empty: has no tests',
      'missing: its tests did not run',
    ],
    skipped: ['numbers/src/sum.test.ts: divides'],
  });
});

test('ends with the sums', () => {
  expect(formatSummary({ passed: 12, failed: [], skipped: [] })).toBe('12 passed, 0 failed');
  expect(formatSummary({ passed: 1, failed: ['a: b\nwhy'], skipped: ['c: d'] })).toBe(
    'FAILED a: b\nwhy\n\n1 skipped:\n  c: d\n1 passed, 1 failed',
  );
});
