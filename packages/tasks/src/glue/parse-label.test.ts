import { checkLabel, parseLabel } from './parse-label.ts';
import { taskInfo } from './tasks.ts';

const RTE = taskInfo('rte');
const STSB = taskInfo('stsb');

describe('parseLabel', () => {
  test('gives the index of a class name', () => {
    const options = { names: RTE.labels, where: 'dev.tsv:2' };
    expect(parseLabel('not_entailment', RTE, options)).toBe(1);
    expect(() => parseLabel('neutral', RTE, options)).toThrow(
      'Expected a RTE label (entailment, not_entailment) at dev.tsv:2, got "neutral".',
    );
  });

  test('reads a score, and only one from 0 to 5', () => {
    const options = { names: [], where: 'dev.tsv:2' };
    expect(parseLabel('3.800', STSB, options)).toBe(3.8);
    expect(parseLabel('0.000', STSB, options)).toBe(0);
    for (const raw of ['', ' ', 'high', '5.01', '-1', 'NaN', 'Infinity']) {
      expect(() => parseLabel(raw, STSB, options)).toThrow(
        `Expected a similarity from 0 to 5 at dev.tsv:2, got "${raw}".`,
      );
    }
  });
});

describe('checkLabel', () => {
  test('takes numbers and 64-bit integers', () => {
    expect(checkLabel(1n, RTE, 'row 0')).toBe(1);
    expect(checkLabel(0, RTE, 'row 0')).toBe(0);
    expect(checkLabel(2.5, STSB, 'row 0')).toBe(2.5);
  });

  test('refuses what is no class', () => {
    expect(() => checkLabel(-1n, RTE, 'row 3')).toThrow('Expected a RTE label from 0 to 1 at row 3, got -1.');
    expect(() => checkLabel(0.5, RTE, 'row 3')).toThrow(
      'Expected a RTE label from 0 to 1 at row 3, got 0.5.',
    );
    expect(() => checkLabel(null, RTE, 'row 3')).toThrow(
      'Expected a number as RTE label at row 3, got null.',
    );
    expect(() => checkLabel(6, STSB, 'row 3')).toThrow('Expected a similarity from 0 to 5 at row 3, got 6.');
  });
});
