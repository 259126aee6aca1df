import { readFileSync } from 'node:fs';
import { findProvenance } from './run-record.ts';

test('a result says which Lamella made it: its version, and in the workspace its commit', async () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(await findProvenance({ workers: 2, threads: 3 })).toMatchObject({
    ...{ version: manifest.version, threads: 3, workers: 2, host: { node: process.version } },
    packages: expect.objectContaining({ tokenizers: expect.any(String) }),
    lockfile: expect.stringMatching(/^[0-9a-f]{64}$/),
    commit: expect.stringMatching(/^[0-9a-f]{40}$/),
  });
});
