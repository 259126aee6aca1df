import { workspaceRoot } from '@lamella/core';
import { findMistake } from './find-mistake.ts';

const find = (line: string): string | undefined => findMistake(line.split(' '), workspaceRoot());

test.each([
  'run experiments:glue',
  'run experiments:glue --configuration=paper',
  'run experiments:glue -c paper --tasks cola',
  'run experiments:glue:paper',
  'run experiments:glue -- -c nosuch',
  'run-many -t glue -c paper',
  'show projects',
])('nothing is wrong with: nx %s', (line) => {
  expect(find(line)).toBeUndefined();
});

test.each([
  [
    'run experiments:glue --configuration=papr',
    'configuration of experiments:glue "papr". Did you mean "paper"?',
  ],
  [
    'run experiments:glue --configuration nosuch',
    'configuration of experiments:glue "nosuch". Valid: paper, ',
  ],
  [
    'run experiments:glue -c minifull',
    'configuration of experiments:glue "minifull". Did you mean "mini-full"?',
  ],
  ['run experiments:glue:ppaer', 'configuration of experiments:glue "ppaer". Did you mean "paper"?'],
  ['run experiments:glue:paper:x', 'configuration of experiments:glue "paper:x".'],
  ['run core:lint -c fast', 'configuration of core:lint "fast": there are no configurations.'],
  ['run-many -t lint -c papr', 'configuration "papr". Did you mean "paper"?'],
])('nx %s is a mistake', (line, text) => {
  expect(find(line)).toContain(`Unknown ${text}`);
});
