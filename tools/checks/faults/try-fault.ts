import { differences, findHalves, findLeftovers, type Outcome, readOutcome } from './outcome.ts';
import type { FaultKind, Point } from './injected-fault.ts';
import type { FaultReport } from './fault-line.ts';
import { type CommandEnd, lastLine } from './command-end.ts';
import { type Engine, Scene, type SceneName } from './scene.ts';

/** A fault that a run of a scene meets. */
export interface PlannedFault {
  readonly scene: SceneName;
  readonly fault: FaultKind;
  readonly point: Point;
  readonly engine: Engine;
}

/** What the message says that a user gets. */
const MESSAGES: Partial<Record<FaultKind, RegExp>> = {
  ENOSPC: /the disk is full/,
  EROFS: /read-only/,
  heap: /memory/,
  'address-space': /memory|bad_alloc|failed/,
};

/**
 * Has a run meet a fault, looks at what is left, and runs again without: nothing is half written, the end is told as what it is, and
 * the second run ends equal to one that nothing has disturbed.
 */
export async function tryFault(
  { scene: name, fault, point, engine }: PlannedFault,
  expected: Outcome,
): Promise<FaultReport> {
  const scene = new Scene(name, { engine });
  const { role, ...place } = point;
  try {
    const end = await scene.run({ fault, role, point: place });
    if (!scene.wasMet)
      return { wentOn: undefined, message: 'the run did not come to that point', findings: [] };
    const findings = [
      ...judgeEnd(end, fault, point),
      ...findHalves(scene.runsFolder).map((half) => `half written: ${half}`),
    ];
    const missing = differences(readOutcome(scene), expected);
    if (end.code === 0 && missing.length > 0) findings.push(`exit code 0 without ${missing.join(', ')}`);
    findings.push(...(await judgeNextRun(scene, expected)));
    return { wentOn: end.code === 0, message: lastLine(end), findings };
  } finally {
    scene.remove();
  }
}

/** Runs again without a fault, and compares. */
export async function judgeNextRun(scene: Scene, expected: Outcome): Promise<string[]> {
  const { code, stderr } = await scene.run();
  const findings = differences(readOutcome(scene), expected).map((part) => `the next run differs in ${part}`);
  if (code !== 0) findings.push(`the next run ends with ${code}: ${stderr.slice(-500)}`);
  return [...findings, ...findLeftovers(scene.runsFolder).map((path) => `left behind: ${path}`)];
}

/** What is wrong with how a command has ended, where a fault is named to the user in words. */
function judgeEnd({ code, stdout, stderr }: CommandEnd, fault: FaultKind, { role }: Point): string[] {
  const isKilled = fault === 'power-cut' || (fault === 'kill' && role === 'main');
  if (isKilled) return code === 137 ? [] : [`the exit code is ${code}, not that of a kill`];
  const findings = [];
  if (/^ +at .*:\d+:\d+\)?$/m.test(stderr)) findings.push(`a stack: ${stderr.slice(-700)}`);
  const wanted = fault === 'kill' ? /kill/i : MESSAGES[fault];
  if (code !== 0 && wanted?.test(stderr + stdout) === false)
    findings.push(`no word of it: ${stderr.slice(-500)}`);
  return findings;
}
