import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSandbox } from './find-sandbox.ts';
import { parseJudgement } from './run-launcher.ts';

function fakePython(script: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'lamella-python-')), 'python');
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

test.each([
  ['echo "no module named _ctypes" >&2; exit 1', 'does not serve: no module named _ctypes.'],
  ['echo "$0"; echo 3.7.1', 'is 3.7.1.'],
  // Found, but it makes no jails:
  [
    'case "$1" in -I) echo "$0"; echo 3.11.0;; *) echo "OSError: unshare: denied" >&2; exit 1;; esac',
    'it failed: OSError: unshare: denied',
  ],
  // Makes jails that do not hold:
  [
    'case "$1" in -I) echo "$0"; echo 3.11.0;; *) echo \'{"verdict": "failed", "detail": "it sees the network"}\';; esac',
    'does not hold: it sees the network',
  ],
])('a Python that does %j is no sandbox', async (script, message) => {
  await expect(findSandbox(fakePython(script))).rejects.toThrow(message);
});

test('a command that is not there is an error', async () => {
  await expect(findSandbox('/no/such/python')).rejects.toThrow(
    'Programs that a model wrote run in a sandbox only; see docs/sandbox.md. It needs Python with ctypes; "/no/such/python" does not serve',
  );
});

test.each(['', '{"verdict": "fine", "detail": ""}', '{"verdict": "passed"}', 'null'])(
  '%j is no judgement',
  (stdout) => {
    expect(() => parseJudgement(stdout, 'line 1\nOSError: why')).toThrow(
      "Expected a judgement from the sandbox's launcher, it failed: OSError: why",
    );
  },
);
