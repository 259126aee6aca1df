import { existsSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '@lamella/core';
import { runFolder, RunFollower, runLogPath, runsFolder, type WatchedRun } from '@lamella/study';
import { PlainLines } from '../watch/plain-lines.ts';
import { renderRun } from '../watch/render-run.ts';
import { newsOf, toJson } from '../watch/run-json.ts';
import { Screen } from '../watch/screen.ts';
import { checkRunName, readAsked } from './spec-options.ts';

/** Options of `lamella watch`. */
export interface WatchOptions {
  /** The folder of a run, or a spec. */
  readonly run: string;
  /** The name of a run of a spec. */
  readonly as?: string;
  readonly once?: boolean;
  readonly json?: boolean;
}

/** Files are looked at once a second: cheap, and steps are not written more often. */
const pauseMs = 1000;

/** Shows a run from its files until it ends. The exit code is 1 if trials have failed, or it did not come to its end. */
export async function run(options: WatchOptions): Promise<number> {
  const follower = new RunFollower(await findRun(options));
  const controller = new AbortController();
  const end = (): void => controller.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  try {
    const isDrawn = options.json !== true && options.once !== true && isTerminal(process.stdout);
    if (isDrawn) return await draw(follower, controller.signal);
    return await print(follower, options, controller.signal);
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
  }
}

async function findRun({ run: path, as }: WatchOptions): Promise<string> {
  checkRunName(as);
  if (existsSync(path) && statSync(path).isDirectory()) {
    if (as === undefined) return path;
    throw new UserError(`Expected no --as beside the folder of a run, got ${as}.`, { exitCode: 2 });
  }
  const named = runFolder(runsFolder(), path, as);
  if (!existsSync(path) && existsSync(runLogPath(named))) return named;
  const { spec } = await readAsked(path, {});
  return runFolder(runsFolder(), spec.name, as);
}

function isTerminal({ isTTY }: NodeJS.WriteStream): boolean {
  return isTTY && process.env['TERM'] !== 'dumb';
}

async function draw(follower: RunFollower, signal: AbortSignal): Promise<number> {
  let now = await follower.read();
  const screen = new Screen(process.stdout, (room) => renderRun(now, room));
  try {
    screen.draw();
    while (now.state === 'running' && (await pause(signal))) {
      now = await follower.read();
      screen.draw();
    }
  } finally {
    screen.close();
  }
  console.log(renderRun(now, { columns: process.stdout.columns || 80 }).join('\n'));
  return exitCodeOf(now);
}

async function print(
  follower: RunFollower,
  { once = false, json = false }: WatchOptions,
  signal: AbortSignal,
): Promise<number> {
  const linesOf = json ? jsonLines(once) : once ? wholeRun : plainLines();
  for (;;) {
    const now = await follower.read();
    for (const line of linesOf(now)) console.log(line);
    if (once || now.state !== 'running' || !(await pause(signal))) return exitCodeOf(now);
  }
}

type LinesOf = (now: WatchedRun) => readonly string[];

const wholeRun: LinesOf = (now) => renderRun(now, { columns: 250 });

function plainLines(): LinesOf {
  const plain = new PlainLines();
  return (now) => plain.next(now);
}

/** A line where something else than the time has changed. */
function jsonLines(once: boolean): LinesOf {
  let told = '';
  return (now) => {
    const news = newsOf(now);
    if (news === told) return [];
    told = news;
    return [JSON.stringify(toJson(now), null, once ? 2 : undefined)];
  };
}

/** @returns whether to go on: false after Ctrl-C */
async function pause(signal: AbortSignal): Promise<boolean> {
  try {
    await delay(pauseMs, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

function exitCodeOf({ state, trials }: WatchedRun): number {
  if (state === 'running') return 0;
  const hasFailed = trials.some(
    ({ status }) => !['done', 'reused', 'waiting', 'interrupted'].includes(status),
  );
  return hasFailed || state !== 'done' ? 1 : 0;
}
