import { listenToWarnings } from '@lamella/core';
import { warnOfOtherBase } from './warn-of-other-base.ts';

const note = { task: 'sst2', title: 'GLUE', kind: 'classification', maxLength: 128 } as const;

test.each([
  [undefined, undefined, []],
  [note, undefined, []],
  [{ ...note, quantization: 'nf4' } as const, 'nf4', []],
  [{ ...note, quantization: 'nf4' } as const, undefined, [/in nf4, .* unquantised: outputs differ/]],
  [note, 'int8', [/unquantised, .* in int8: outputs differ/]],
] as const)('of %j on a base held in %s', (trained, quantization, expected) => {
  const heard: string[] = [];
  const end = listenToWarnings((message) => void heard.push(message));
  warnOfOtherBase(trained, quantization);
  end();
  expect(heard).toEqual(expected.map((message) => expect.stringMatching(message) as unknown));
});
