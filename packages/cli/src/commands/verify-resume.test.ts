import type { VerifyReport } from '@lamella/study';
import type { ResolvedTrial } from '@lamella/spec';
import { chooseTrial, formatReport } from './verify-resume.ts';

const trials = [
  { id: 'base', tuning: 'none' },
  { id: 'cola-full', tuning: 'full' },
  { id: 'cola-cka', tuning: 'lora' },
] as unknown as ResolvedTrial[];

test('the first trial that is trained, or the one that is asked for', () => {
  expect(chooseTrial(trials, undefined).id).toBe('cola-full');
  expect(chooseTrial(trials, 'cola-cka').id).toBe('cola-cka');
  expect(() => chooseTrial(trials, 'cola-cca')).toThrow(
    'Unknown trial that is trained "cola-cca". Did you mean "cola-cka"? Valid: cola-full, cola-cka.',
  );
  expect(() => chooseTrial(trials.slice(0, 1), undefined)).toThrow('Expected a trial that trains something');
});

const report: VerifyReport = {
  trial: 'cola-cka',
  kills: 3,
  killsAt: { training: 2, 'writing a checkpoint': 1 },
  killedRuns: 2,
  warnings: ['something'],
  parts: [
    {
      part: 'losses',
      uninterrupted: 'a'.repeat(64),
      killed: ['a'.repeat(64), 'b'.repeat(64)],
      isSame: false,
    },
    {
      part: 'weights',
      uninterrupted: 'c'.repeat(64),
      killed: ['c'.repeat(64), 'c'.repeat(64)],
      isSame: true,
    },
  ],
  isSame: false,
};

test('the report shows what differs', () => {
  expect(formatReport(report)).toBe(
    [
      'cola-cka: 3 kills in 2 runs (2 training, 1 writing a checkpoint)',
      '         without a kill  with kills',
      'losses   aaaaaaaaaaaa    bbbbbbbbbbbb  DIFFERENT',
      'weights  cccccccccccc    cccccccccccc  same',
      'Warning: something',
      'What differs should not: please report it.',
    ].join('\n'),
  );
});
