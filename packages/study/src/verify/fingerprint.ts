import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashJson } from '@lamella/core';
import { CurveFollower } from '../log/training-curve.ts';
import { JsonLinesTail } from '../log/json-lines-tail.ts';
import { stepsFile } from '../log/attempts.ts';
import type { TrialOutcome } from '../results/trial-result.ts';

/** Where a trial has left what its outcome doesn't hold. */
export interface TrialFolders {
  readonly trialFolder: string;
  readonly logFolder: string;
}

/** What two runs of a trial are compared by, each with a SHA-256; seconds and memory are left out. */
export type Fingerprint = ReadonlyMap<string, string>;

/** The hashes of what a trial has come to: weights, the log of steps, scores, predictions and answers. */
export function fingerprint(outcome: TrialOutcome, { trialFolder, logFolder }: TrialFolders): Fingerprint {
  const { kept, metrics, selection, parameters, stopped, predictions, answerScores, groups } = outcome;
  const weights = Object.entries(kept?.files ?? {}).filter(([path]) => path.endsWith('.safetensors'));
  const steps = new JsonLinesTail(join(logFolder, stepsFile)).read()?.values ?? [];
  const parts: readonly (readonly [string, unknown])[] = [
    ['selected layers', { selection, parameters }],
    ['losses', new CurveFollower(join(logFolder, stepsFile)).read()?.losses],
    ['learning rates and gradient norms', steps.map(withoutTimes)],
    ['scores after epochs', metrics.epochs.map(withoutTimes)],
    ['end of training', stopped ?? null],
    ['weights', weights],
    ['scores', [metrics.primary, metrics.final, groups]],
    ['predictions', [predictions, answerScores, readAnswers(trialFolder)]],
  ];
  return new Map(parts.map(([name, value]) => [name, hashJson(value ?? null)]));
}

function withoutTimes(value: unknown): unknown {
  const { seconds: _, time: __, attempt: ___, ...rest } = value as Record<string, unknown>;
  return rest;
}

function readAnswers(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  return names.sort().flatMap((name) => [name, readFileSync(join(folder, name), 'utf8')]);
}
