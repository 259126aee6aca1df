import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import type { FaultReport, FaultTask } from './fault-line.ts';
import { differences, type Outcome, readOutcome } from './outcome.ts';
import { type CommandEnd, lastLine } from './command-end.ts';
import { Scene } from './scene.ts';
import { SmallDisk, whyNoDisk } from './small-disk.ts';
import { judgeNextRun } from './try-fault.ts';

/** What a run has to say, and what a second one has to come to. */
async function judge(
  scene: Scene,
  end: CommandEnd,
  { expected, says }: { expected: Outcome; says: RegExp },
): Promise<FaultReport> {
  const findings = await judgeNextRun(scene, expected);
  if (end.code !== 0 && !says.test(end.stderr)) findings.push(`no word of it: ${end.stderr.slice(-500)}`);
  return { wentOn: end.code === 0, message: lastLine(end), findings };
}

/** A run on a disk that has room for so many KiB, and again with more. */
export function onFullDisk(kib: number, expected: Outcome): FaultTask {
  return {
    ...{ row: 'a full disk (tmpfs)', what: `${kib} KiB` },
    run: () =>
      onDisk(kib, async (scene, disk) => {
        const end = await scene.run();
        const missing = end.code === 0 ? differences(readOutcome(scene), expected) : [];
        disk.remount('size=64m');
        const report = await judge(scene, end, { expected, says: /the disk is full/ });
        return {
          ...report,
          findings: [...report.findings, ...missing.map((part) => `exit code 0 without ${part}`)],
        };
      }),
  };
}

/** A run in a folder that can only be read, new or with a finished run, which can be shown. */
export function onReadOnlyDisk(isFinished: boolean, expected: Outcome): FaultTask {
  return {
    ...{ row: 'a read-only folder', what: isFinished ? 'with a finished run' : 'an empty one' },
    run: () =>
      onDisk(64 * 1024, async (scene, disk) => {
        if (isFinished) await scene.run();
        disk.remount('ro');
        const end = await scene.run();
        const shown = await scene.command(['table', scene.specPath]);
        disk.remount('rw');
        const report = await judge(scene, end, { expected, says: /read-only/ });
        const isShown = !isFinished || (shown.code === 0 && shown.stdout.includes('mini-math'));
        return {
          ...report,
          findings: [...report.findings, ...(isShown ? [] : [`no table: ${shown.stderr}`])],
        };
      }),
  };
}

async function onDisk(
  kib: number,
  action: (scene: Scene, disk: SmallDisk) => Promise<FaultReport>,
): Promise<FaultReport> {
  const reason = whyNoDisk();
  if (reason !== undefined) return { wentOn: undefined, message: `skipped: ${reason}`, findings: [] };
  const disk = new SmallDisk(kib);
  const scene = new Scene('answers', { runsFolder: disk.path });
  try {
    return await action(scene, disk);
  } finally {
    scene.remove();
    disk.remove();
  }
}

/** A worker whose memory reaches the limit that the spec sets. */
export function overMemoryLimit(expected: Outcome): FaultTask {
  return {
    ...{ row: 'a worker out of memory', what: 'the limit of the spec' },
    run: () =>
      inScene(async (scene) => {
        const limit = ['--set', 'limits.memory="200 MiB"'];
        const end = await scene.command(['run', '--no-figures', scene.specPath, ...limit]);
        return judge(scene, end, { expected, says: /memory/ });
      }),
  };
}

/** Jumps of a clock, in seconds: to the next year and back, by hours, and into the past before the first file. */
const jumps = [0, 400 * 86_400, -3600, 3600, -30 * 86_400];

/** A clock that jumps at every look at it, in all processes of a run, or differently in two runs at once. */
export function withJumpingClock(numRuns: 1 | 2, expected: Outcome): FaultTask {
  return {
    ...{ row: 'a clock that jumps', what: numRuns === 1 ? 'one run' : 'two runs with two clocks' },
    run: () => atOnce([{ clock: jumps }, { clock: jumps.toReversed() }].slice(0, numRuns), expected),
  };
}

/** Two runs of a folder that start at the same time. */
export function twoAtOnce(expected: Outcome): FaultTask {
  return { row: 'two runs at once', what: 'both to their end', run: () => atOnce([{}, {}], expected) };
}

async function atOnce(
  faults: readonly { readonly clock?: readonly number[] }[],
  expected: Outcome,
): Promise<FaultReport> {
  return inScene(async (scene) => {
    const ends = await Promise.all(faults.map((fault) => scene.run(fault)));
    const findings = differences(readOutcome(scene), expected).map((part) => `differs in ${part}`);
    for (const { code, stderr } of ends)
      if (code !== 0) findings.push(`ends with ${code}: ${stderr.slice(-500)}`);
    for (const seed of [1, 2])
      if (existsSync(join(scene.runFolder, `logs/sst2-cka-n2-r8-seed${seed}/attempt-1`)))
        findings.push(`seed ${seed} was trained twice`);
    const isWell = ends.every(({ code }) => code === 0);
    return { wentOn: isWell, message: ends.map(lastLine).join(' / '), findings };
  }, 'predictions');
}

async function inScene(
  action: (scene: Scene) => Promise<FaultReport>,
  name: 'answers' | 'predictions' = 'answers',
): Promise<FaultReport> {
  const scene = new Scene(name);
  try {
    return await action(scene);
  } finally {
    scene.remove();
  }
}

/** Results of format 1, with their spec. */
const older = join(workspaceRoot(), 'packages/study/fixtures/format-1');
const oldSpec = join(older, 'mini.yaml');
const oldResults = join(older, 'results');

/** Does something in a scene that has a copy of those results among its runs. */
function inOldFolder(action: (scene: Scene, folder: string) => Promise<FaultReport>): Promise<FaultReport> {
  return inScene((scene) => {
    const folder = join(scene.runsFolder, 'glue-mini');
    cpSync(oldResults, folder, { recursive: true });
    return action(scene, folder);
  });
}

/** A folder with results of format 1: they are taken as they are, and no byte of them changes. */
export function olderFolder(): FaultTask {
  return {
    ...{ row: 'a folder of another version', what: 'results of format 1' },
    run: () =>
      inOldFolder(async (scene, folder) => {
        const end = await scene.command(['run', '--no-figures', '--accept-code', oldSpec]);
        const findings = end.stdout.includes('4 trials, 4 done before')
          ? []
          : [`ran again: ${end.stdout.slice(-300)}`];
        if (readFileSync(join(folder, oldTrial), 'utf8') !== readFileSync(join(oldResults, oldTrial), 'utf8'))
          findings.push('an old result has changed');
        return { wentOn: end.code === 0, message: lastLine(end), findings };
      }),
  };
}

const oldTrial = 'cola-cka-n2-r8-seed1.json';

/** A folder with a result of a later version: nothing runs, and it is not overwritten. */
export function newerFolder(): FaultTask {
  return {
    ...{ row: 'a folder of another version', what: 'a result of format 99' },
    run: () =>
      inOldFolder(async (scene, folder) => {
        const text = readFileSync(join(folder, oldTrial), 'utf8').replace('"format": 1', '"format": 99');
        writeFileSync(join(folder, oldTrial), text);
        const end = await scene.command(['run', '--no-figures', oldSpec]);
        const findings = /not overwritten: a later Lamella wrote it/.test(end.stderr)
          ? []
          : [`no word: ${end.stderr.slice(-300)}`];
        if (readFileSync(join(folder, oldTrial), 'utf8') !== text)
          findings.push('the result of a later version has changed');
        if (existsSync(join(folder, 'answers')) || existsSync(join(folder, 'logs')))
          findings.push('something ran');
        return { wentOn: end.code === 0, message: lastLine(end), findings };
      }),
  };
}
