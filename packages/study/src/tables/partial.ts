import { canonicalJson, groupBy } from '@lamella/core';
import { type Arm, armTitle, toArms } from './arms.ts';
import type { TrialCell } from './collect-cells.ts';
import { titleOf } from './rows.ts';

/** What is there of an experiment that isn't done. */
export interface PartialResults {
  /** `12 of 24 trials are done` */
  readonly summary: string;
  /** What isn't, by methods, tasks and seeds: `CKA, FIM: RTE, seeds 4, 5 (4 trials)`. */
  readonly missing: readonly string[];
}

/** Lines that tell what is missing, at most. */
const mostLines = 12;

/** Says what of an experiment is done and what isn't, failed and outdated trials included; undefined if all is. */
export function describePartial(cells: readonly TrialCell[]): PartialResults | undefined {
  const done = cells.filter(({ state }) => state === 'done').length;
  if (done === cells.length) return undefined;
  return { summary: `${done} of ${cells.length} trials are done`, missing: describeMissing(cells) };
}

/** The section of `table.md` that says what a partial experiment lacks; empty for one that isn't partial. */
export function partialSection(partial: PartialResults | undefined): string {
  if (partial === undefined) return '';
  return `**${partialTitle}**, by methods, tasks and seeds\n\n${partial.missing.map((line) => `- ${line}\n`).join('')}`;
}

/** The title of the section. */
export const partialTitle = 'Not done yet';

/** Trials of an arm that lack the same seeds on some tasks. */
interface Gap {
  readonly arm: Arm;
  readonly tasks: readonly string[];
  readonly seeds: readonly number[];
  readonly ofAllSeeds: boolean;
  readonly trials: number;
}

/** Arms that lack the same share a line. */
function describeMissing(cells: readonly TrialCell[]): string[] {
  const arms = toArms(cells);
  const tasks = titlesOf(cells);
  const gaps = arms.flatMap(gapsOf);
  const groups = groupBy(gaps, ({ tasks: own, seeds, ofAllSeeds }) =>
    canonicalJson([own, ofAllSeeds ? 'all' : seeds]),
  );
  const lines = [...groups.values()].map((own) => ({
    text: describeGroup(own, arms, tasks),
    trials: own.reduce((sum, { trials }) => sum + trials, 0),
  }));
  const rest = lines.slice(mostLines).reduce((sum, { trials }) => sum + trials, 0);
  return [
    ...lines.slice(0, mostLines).map(({ text, trials }) => `${text} (${countTrials(trials)})`),
    ...(rest === 0 ? [] : [`and ${countTrials(rest)} more`]),
  ];
}

function gapsOf(arm: Arm): Gap[] {
  const open = arm.cells.filter(({ state }) => state !== 'done');
  const ofTasks = [...groupBy(open, ({ trial }) => titleOf(trial))].map(([task, own]) => {
    const seeds = seedsOf(own);
    const all = seedsOf(arm.cells.filter(({ trial }) => titleOf(trial) === task));
    return { task, seeds, ofAllSeeds: seeds.length === all.length, trials: own.length };
  });
  const alike = groupBy(ofTasks, ({ seeds, ofAllSeeds }) => (ofAllSeeds ? 'all' : seeds.join()));
  return [...alike.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const trials = own.reduce((sum, one) => sum + one.trials, 0);
    return [{ ...first, arm, tasks: own.map(({ task }) => task), trials }];
  });
}

function describeGroup(gaps: readonly Gap[], arms: readonly Arm[], allTasks: readonly string[]): string {
  const [first] = gaps;
  const { tasks = [], seeds = [], ofAllSeeds = false } = first ?? {};
  const there = arms.filter(({ cells }) => cells.some(({ trial }) => tasks.includes(titleOf(trial))));
  const methods =
    gaps.length === there.length ? 'all methods' : gaps.map(({ arm }) => armTitle(arm, arms)).join('; ');
  const where = tasks.length === allTasks.length && tasks.length > 1 ? 'all tasks' : tasks.join(', ');
  const which = ofAllSeeds ? 'all seeds' : `${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}`;
  return `${methods}: ${where}, ${which}`;
}

function titlesOf(cells: readonly TrialCell[]): string[] {
  return [...new Set(cells.map(({ trial }) => titleOf(trial)))];
}

function seedsOf(cells: readonly TrialCell[]): number[] {
  return [...new Set(cells.map(({ trial }) => trial.seed))].toSorted((a, b) => a - b);
}

function countTrials(number: number): string {
  return `${number} ${number === 1 ? 'trial' : 'trials'}`;
}
