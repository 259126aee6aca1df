// Injects faults into small runs of the command line, runs each again without, and prints or writes a table of what came of them:
// node --import tsx tools/checks/inject-faults.ts [--only PATTERN] [--every 1] [--log FILE] [--write]
//
// With a log, faults that it has are not injected again. Root on Linux is needed for small disks; they are left out elsewhere.
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { workspaceRoot } from '@lamella/core';
import { fillPlace } from '../docs/spec-page.ts';
import { parseJsonLines } from '../json-lines.ts';
import { choosePoints } from './faults/choose-points.ts';
import { damageTasks, damagedFiles } from './faults/damaged-files.ts';
import { damagedInputTasks } from './faults/damaged-inputs.ts';
import { type FaultLine, type FaultTask, formatFaults, type NamedFault } from './faults/fault-line.ts';
import type { Point } from './faults/injected-fault.ts';
import { type Outcome, readOutcome } from './faults/outcome.ts';
import { pointTasks } from './faults/point-faults.ts';
import { Scene, type SceneName, sceneNames } from './faults/scene.ts';
import * as special from './faults/special-faults.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    every: { type: 'string', default: '1' },
    log: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
/** Of the points, each so manieth is tried with processes as well. */
const everyWithProcesses = 12;
/** Sizes of small disks: none has room for all of a run but the last one. */
const kibs = [4, 16, 64, 128, 256, 512];
const page = join(workspaceRoot(), 'docs', 'reliability.md');
const scratch = mkdtempSync(join(tmpdir(), 'lamella-faults-'));
const nameOf = ({ row, what }: NamedFault): string => `${row}: ${what}`;

const all = await listTasks();
const known = new Map(readLog().map((line) => [nameOf(line), line]));
const wanted = all
  .filter((task) => new RegExp(values.only).test(nameOf(task)))
  .filter((task, index) => index % Number(values.every) === 0 && !known.has(nameOf(task)));
console.error(`${wanted.length} faults to inject, ${known.size} known`);
for (const task of wanted) {
  const { row, what } = task;
  const line: FaultLine = { row, what, ...(await task.run()) };
  known.set(nameOf(line), line);
  if (values.log !== undefined) appendFileSync(values.log, `${JSON.stringify(line)}\n`);
  for (const finding of line.findings) console.error(`${nameOf(line)}: ${finding}`);
}
rmSync(scratch, { recursive: true, force: true });
const lines = all.flatMap((task) => known.get(nameOf(task)) ?? []);
for (const line of lines) if (line.wentOn === undefined) console.error(`${nameOf(line)}: ${line.message}`);
const table = formatFaults(lines);
console.log(table);
if (values.write) writeFileSync(page, fillPlace(readFileSync(page, 'utf8'), 'faults', table));
process.exitCode = lines.some(({ findings }) => findings.length > 0) ? 1 : 0;

async function listTasks(): Promise<FaultTask[]> {
  const traces: Partial<Record<SceneName, readonly Point[]>> = {};
  const found: Partial<Record<SceneName, Outcome>> = {};
  for (const name of sceneNames) {
    const scene = new Scene(name, { engine: 'in-process' });
    const { code, stderr } = await scene.run();
    if (code !== 0) throw new Error(stderr);
    [traces[name], found[name]] = [scene.trace, readOutcome(scene)];
    scene.remove();
  }
  const outcomes = found as Record<SceneName, Outcome>;
  const points = choosePoints(traces);
  const disk = ['kill', 'power-cut', 'ENOSPC'] as const;
  const memory = ['heap', 'address-space'] as const;
  const processes = { engine: 'processes', outcomes } as const;
  return [
    ...disk.flatMap((kind) => pointTasks(kind, points, { engine: 'in-process', outcomes })),
    ...disk.flatMap((kind) => pointTasks(kind, points, { ...processes, every: everyWithProcesses })),
    ...kibs.map((kib) => special.onFullDisk(kib, outcomes.answers)),
    ...[false, true].map((isFinished) => special.onReadOnlyDisk(isFinished, outcomes.answers)),
    special.overMemoryLimit(outcomes.answers),
    ...memory.flatMap((kind) => pointTasks(kind, points, processes)),
    ...damagedFiles.flatMap((file) => damageTasks(file, outcomes[file.scene], scratch)),
    ...damagedInputTasks(),
    ...([1, 2] as const).map((numRuns) => special.withJumpingClock(numRuns, outcomes.predictions)),
    ...[special.twoAtOnce(outcomes.predictions), special.olderFolder(), special.newerFolder()],
  ];
}

function readLog(): FaultLine[] {
  if (values.log === undefined || !existsSync(values.log)) return [];
  return parseJsonLines<FaultLine>(readFileSync(values.log, 'utf8'));
}
