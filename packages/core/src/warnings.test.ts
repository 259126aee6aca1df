import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { listenToWarnings, warn } from './warnings.ts';

test('who listens is told every warning, until they stop', () => {
  const seen: string[] = [];
  const stop = listenToWarnings((message) => void seen.push(message));
  warn('First.');
  warn('First.');
  stop();
  expect(seen).toEqual(['First.', 'First.']);
});

test('with nobody listening, each message goes to stderr once', () => {
  const source = JSON.stringify(join(import.meta.dirname, 'warnings.ts'));
  const program = `import { warn } from ${source}; warn('One.'); warn('Two.'); warn('One.');`;
  const { stderr, status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', program],
    { encoding: 'utf8' },
  );
  expect(status).toBe(0);
  expect(stderr).toBe('Warning: One.\nWarning: Two.\n');
});
