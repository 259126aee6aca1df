import { expandSweep, type ResolvedTrial } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { doneResult, exampleInputs } from '../testing/example-results.ts';
import { codeNote } from './code-versions.ts';
import type { TrialCell } from './collect-cells.ts';

const [trial] = expandSweep(exampleSpec(), 8) as [ResolvedTrial];
const madeBy = (code: string | number): TrialCell => ({
  trial,
  layers: 2,
  state: 'done',
  result: doneResult(trial, { inputs: { ...exampleInputs, code } }),
});

test('a table of results that different code made says so', () => {
  expect(codeNote([{ trial, layers: 2, state: 'missing' }, madeBy('a'), madeBy('a')])).toBe('');
  expect(codeNote([madeBy(1), madeBy('c0de'), madeBy('c0de')])).toBe(
    '**Made by different code**, whose numbers may differ\n\n' +
      '- 2 results of code c0de\n- 1 result of the code of former versions (1)\n',
  );
});
