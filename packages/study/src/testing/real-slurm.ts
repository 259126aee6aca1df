import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A Slurm of one node on this machine; the commands of this process talk to it. */
export interface RealSlurm {
  /** Its folder of logs. */
  readonly logs: string;
  /** A process of it, by its file of process ids. */
  pidOf(name: 'slurmctld' | 'slurmd'): number;
  stop(): void;
}

/** Installing Debian's packages takes some of it. */
const timeoutMs = 150_000;

/**
 * Starts a Slurm, or says why it can't: tests that need one are skipped then.
 *
 * @param hasAccounting - with slurmdbd and MariaDB, so that sacct answers
 */
export function slurmOrReason({ hasAccounting = false } = {}): { slurm?: RealSlurm; reason: string } {
  if (process.getuid?.() !== 0) return { reason: 'Slurm is started by root' };
  if (process.platform !== 'linux') return { reason: 'Slurm runs on Linux' };
  const folder = mkdtempSync(join(tmpdir(), 'lamella-slurm-'));
  try {
    const said = bash('start.sh', folder, ...(hasAccounting ? ['accounting'] : []));
    const conf = /SLURM_CONF=(\S+)/.exec(said)?.[1];
    if (conf === undefined) throw new Error(`Expected the line that sets SLURM_CONF, got ${said}`);
    process.env['SLURM_CONF'] = conf;
  } catch (error) {
    const { stderr } = error as { readonly stderr?: string };
    bash('stop.sh', folder);
    return { reason: `Slurm does not start: ${(stderr ?? String(error)).trim().split('\n').at(-1)}` };
  }
  return {
    reason: '',
    slurm: {
      logs: join(folder, 'log'),
      pidOf: (name) => Number(readFileSync(join(folder, `${name}.pid`), 'utf8')),
      stop: () => {
        bash('stop.sh', folder);
        delete process.env['SLURM_CONF'];
        rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
      },
    },
  };
}

function bash(script: string, ...args: string[]): string {
  const path = fileURLToPath(new URL(`slurm/${script}`, import.meta.url));
  return execFileSync('bash', [path, ...args], { encoding: 'utf8', stdio: 'pipe', timeout: timeoutMs });
}
