import { readFileSync } from 'node:fs';
import { findProvenance } from './run-record.ts';

test('a result says which Lamella made it: its version, and in the workspace its commit', async () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(await findProvenance(3)).toMatchObject({
    ...{ version: manifest.version, threads: 3, host: { node: process.version } },
    commit: expect.stringMatching(/^[0-9a-f]{40}$/),
  });
});
