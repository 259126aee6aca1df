import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { ESCAPES, escapeCheck, escapeProgram, escapeVerdict } from '../testing/escapes.ts';
import { waitUntil } from '../testing/fixture-programs.ts';
import { describeInSandbox, sandboxOrReason } from '../testing/sandbox-or-reason.ts';
import type { Judgement } from './judgement.ts';

/** A time limit that no other test has: the jails of these tests are known by it. */
const TIMEOUT_MS = 3000 + (process.pid % 1000) / 1000;

/** The processes of the launcher, its guards and its jails that are there. */
function processesLeft(): string[] {
  const mark = `"seconds":${TIMEOUT_MS / 1000},`;
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && commandOf(name).includes(mark));
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // it has just ended
  }
}

describeInSandbox('a program in the sandbox', await sandboxOrReason(), (sandbox) => {
  const LIMITS = { timeoutMs: TIMEOUT_MS, memoryBytes: 256 * 2 ** 20 };
  const run = (program: string, check = 'assert f() == "done"'): Promise<Judgement> =>
    sandbox.judge({ program, check, ...LIMITS });
  const body = (...lines: string[]): string => escapeProgram({ body: lines });

  describe.each(Object.entries(ESCAPES))('can not do harm by %s:', (_, escapes) => {
    test.each(escapes.map((row) => [row.name, row] as const))('%s', async (_name, row) => {
      process.env['LAMELLA_TEST_SECRET'] = 'secret';
      const start = performance.now();
      const [verdict, timeoutMs] = [escapeVerdict(row), row.holds === 'timed out' ? TIMEOUT_MS : 20_000];
      const request = { program: escapeProgram(row), check: escapeCheck(row), ...LIMITS, timeoutMs };
      expect(await sandbox.judge(request)).toEqual({
        verdict,
        detail: verdict === 'passed' ? '' : expect.any(String),
      });
      expect(performance.now() - start).toBeLessThan(30_000);
    });
  });

  describe('can not reach', () => {
    test('a server on this machine', async () => {
      let numConnections = 0;
      const server = createServer(() => numConnections++).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const { port } = server.address() as AddressInfo;
      const { verdict } = await run(
        body('import socket', `socket.create_connection(("127.0.0.1", ${port}))`),
      );
      server.close();
      expect([verdict, numConnections]).toEqual(['refused', 0]);
    });

    test('files of this machine', async () => {
      const secret = join(mkdtempSync(join(tmpdir(), 'lamella-secret-')), 'secret');
      writeFileSync(secret, 'secret');
      const paths = [
        secret,
        '/etc/passwd',
        process.env['HOME'] ?? '/root',
        workspaceRoot(),
        process.execPath,
        import.meta.filename,
      ];
      const { verdict, detail } = await run(
        body(`return [p for p in ${JSON.stringify(paths)} if os.path.exists(p)]`),
        'assert f() == [], f()',
      );
      expect([verdict, detail]).toEqual(['passed', '']);
    });
  });

  test('is stopped when it leaves a thread behind', async () => {
    const program = body(
      'import threading, time',
      'threading.Thread(target=time.sleep, args=(600,)).start()',
    );
    expect(await run(program)).toMatchObject({ verdict: 'passed' });
    expect(processesLeft()).toEqual([]);
  });

  test('is gone with its jails when the judgement is there', async () => {
    const judgement = run(body('import time', 'time.sleep(60)'));
    await waitUntil(() => processesLeft().length === 5); // the launcher, two guards, two jails
    await judgement;
    expect(processesLeft()).toEqual([]);
  });

  test('ends when its launcher is killed', async () => {
    const judgement = run(body('import time', 'time.sleep(60)'));
    await waitUntil(() => processesLeft().length === 5);
    const launcher = Math.min(...processesLeft().map(Number));
    process.kill(launcher, 'SIGKILL');
    await expect(judgement).rejects.toThrow('Expected a judgement');
    await waitUntil(() => processesLeft().length === 0);
  });
});
