import { type CaseStatus, countCases, exitCodeOf, judgeError } from './case-result.ts';

const results = (...statuses: CaseStatus[]) =>
  statuses.map((status) => ({ family: 'f', name: 'n', status, detail: '' }));

test.each([
  [results(), 1],
  [results('unsupported'), 1],
  [results('holds'), 0],
  [results('holds', 'unsupported'), 0],
  [results('holds', 'fails'), 1],
  [results('fails'), 1],
])('exit code of %j', (cases, exitCode) => {
  expect(exitCodeOf(countCases(cases))).toBe(exitCode);
});

test.each([
  [0.1, 'holds'],
  [0.2, 'holds'],
  [0.21, 'fails'],
  [NaN, 'fails'],
])('an error of %d against a tolerance of 0.2 %s', (error, status) => {
  expect(judgeError('n', { error, tolerance: 0.2, detail: '' }).status).toBe(status);
});
