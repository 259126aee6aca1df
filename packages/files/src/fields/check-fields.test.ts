import { listenToWarnings } from '@lamella/core';
import { checkFields } from './check-fields.ts';
import { noEffect, only, used } from './field-rules.ts';

const RULES = {
  ...used('rank'),
  ...noEffect('a note of the program that wrote the file', 'version'),
  ...only([null, []], 'modules would have to be left out', 'exclude_modules'),
};

test('known fields with neutral values pass', () => {
  const source = { rank: 3, version: 'x', exclude_modules: [] };
  expect(() => checkFields(source, RULES, { where: 'f.json', unknown: 'refused' })).not.toThrow();
});

test('all problems are told at once, with the nearest name', () => {
  const source = { rnk: 3, exclude_modules: ['q'] };
  expect(() => checkFields(source, RULES, { where: 'f.json', unknown: 'refused' })).toThrow(
    'Expected "exclude_modules" in f.json to be null or [], got ["q"], which is not supported: ' +
      'modules would have to be left out.\n' +
      'Unknown field "rnk" in f.json. Did you mean "rank"? It may change what the file stands for, so that the file is refused.',
  );
});

test('unknown fields can be warned of instead', () => {
  const warnings: string[] = [];
  const stop = listenToWarnings((message) => void warnings.push(message));
  checkFields({ rank: 1, a: 1, toString: 2 }, RULES, { where: 'f.json', unknown: 'warned' });
  stop();
  expect(warnings).toEqual(['Unknown fields "a", "toString" in f.json: ignored.']);
});
