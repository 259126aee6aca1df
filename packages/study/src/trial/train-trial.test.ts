import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenToWarnings } from '@lamella/core';
import { JobCancelled } from '@lamella/runners';
import { expandSweep, parseSpec, type ResolvedTrial } from '@lamella/spec';
import { type Fingerprint, fingerprint } from '../verify/fingerprint.ts';
import { runTrial } from './run-trial.ts';

const yaml = `
name: example
model: mini/roberta
data: { kind: mini-glue }
tasks: [cola]
rows: { train: 16, dev: 8 }
training: { epochs: 3, batchSize: 4, checkpoint: best, maxLength: 16 }
adapter: { rank: 2, alpha: 4, targets: [query] }
methods: { last: { selection: last } }
sweep: { layers: [1], seed: [1] }
`;
const [trial] = expandSweep(parseSpec(yaml, 'example.yaml'), 8) as [ResolvedTrial];

let root: string;
const inRoot = (name: string): string => join(root, name);
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'lamella-resumed-'))));
afterEach(() => rmSync(root, { recursive: true }));

interface Life {
  readonly steps: readonly number[];
  readonly print?: Fingerprint;
  readonly error?: unknown;
}

/** Runs the trial in a folder, up to something that happens at a step. */
async function live(name: string, step = Infinity, happen: () => void = () => {}): Promise<Life> {
  const folders = { trialFolder: inRoot(`${name}/answers`), logFolder: inRoot(`${name}/logs`) };
  const steps: number[] = [];
  try {
    const outcome = await runTrial(trial, {
      ...folders,
      importanceFolder: inRoot('importance'),
      checkpointFolder: inRoot(`${name}/checkpoints`),
      checkpoints: { everySteps: 2 },
      keeping: { folder: inRoot(`${name}/kept`), keep: 'all' },
      findJudge: () => Promise.reject(new Error('Expected no program to be judged')),
      onProgress: ({ phase, step: at = 0 }) => {
        if (phase !== 'training') return;
        steps.push(at);
        if (at === step) happen();
      },
    });
    return { steps, print: fingerprint(outcome, folders) };
  } catch (error) {
    return { steps, error };
  }
}

function killed(): never {
  throw new Error('killed');
}

test('a trial that is stopped and killed, and one of whose checkpoints is damaged, ends as if nothing had happened', async () => {
  const whole = await live('whole');
  expect(whole.steps).toHaveLength(12);
  // Asked to end: the state after the step is there.
  const stopped = await live('often', 3, () => process.emit('SIGTERM'));
  expect(stopped.error).toBeInstanceOf(JobCancelled);
  expect(readdirSync(inRoot('often/checkpoints')).sort()).toEqual(['step-2-epoch-0', 'step-3-epoch-0']);
  expect((await live('often', 8, killed)).steps).toEqual([4, 5, 6, 7, 8]);
  expect(readdirSync(inRoot('often/checkpoints')).sort()).toEqual(['step-4-epoch-0', 'step-6-epoch-1']);
  truncateSync(inRoot('often/checkpoints/step-6-epoch-1/tensors.safetensors'), 100);
  const warnings: string[] = [];
  const stopListening = listenToWarnings((message) => warnings.push(message));
  const last = await live('often');
  stopListening();
  expect(last.steps).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
  expect(warnings.filter((text) => text.includes('damaged'))).toEqual([
    expect.stringContaining('the training goes on from step-4-epoch-0.'),
  ]);
  expect(last.print).toEqual(whole.print);
});
