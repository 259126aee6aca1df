import { execa } from 'execa';
import { fixturePath } from '../testing/fixture-programs.ts';
import { sandboxOrReason } from '../testing/sandbox-or-reason.ts';
import { IDENTITIES, REACHES, reachProgram } from '../testing/reaches.ts';
import { LAUNCHER_ENVIRONMENT, launcherCommand } from './run-launcher.ts';

interface Row {
  readonly verdict: string;
  readonly harm: object;
}

/** A Python that others may start as well: that of a user's home they may not. */
const PYTHON = '/usr/bin/python3';
const OPTIONS = { timeoutMs: 10_000, memoryBytes: 256 * 2 ** 20 };

/** Judges programs as somebody, beside a process of the launcher's group. */
async function judgeAs(identity: string, programs: readonly string[]): Promise<Row[]> {
  const command = [PYTHON, ...launcherCommand(OPTIONS)];
  const request = { command, environment: LAUNCHER_ENVIRONMENT, programs, check: 'f()' };
  const { stdout } = await execa(PYTHON, [fixturePath('bystander.py'), identity], {
    input: JSON.stringify(request),
    timeout: 100_000,
    killSignal: 'SIGKILL',
  });
  return JSON.parse(stdout) as Row[];
}

/** Why programs can't be judged as somebody here; undefined if they can. */
async function reasonAgainst(identity: string): Promise<string | undefined> {
  const { reason } = await sandboxOrReason();
  if (reason !== '') return reason;
  if (identity !== 'an ordinary user' && process.getuid?.() !== 0) return 'these tests do not run as root';
  try {
    const [row] = await judgeAs(identity, ['def f(): pass']);
    return row?.verdict === 'passed' ? undefined : row?.verdict;
  } catch (error) {
    return error instanceof Error ? error.message.split('\n')[0] : String(error);
  }
}

for (const identity of IDENTITIES) {
  const reason = await reasonAgainst(identity);
  const title = `a program in the sandbox of ${identity}`;
  if (reason !== undefined) {
    describe.skip(`${title} (${reason})`, () => test('needs the sandbox', () => {}));
    continue;
  }
  describe(title, () => {
    let rows: readonly Row[] = [];
    beforeAll(async () => {
      rows = await judgeAs(identity, REACHES.map(reachProgram));
    }, 120_000);

    test.each(REACHES.map(([name], i) => [name, i] as const))('harms nobody when it %s', (_, i) => {
      expect(rows[i]).toEqual({ verdict: expect.stringMatching(/^(passed|failed|refused)/), harm: {} });
    });
  });
}
