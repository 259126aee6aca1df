import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expandSweep, parseSpec, type ResolvedTrial } from '@lamella/spec';
import { exampleOutcome } from '../testing/example-results.ts';
import { TrialLog } from '../log/trial-log.ts';
import type { TrialOutcome } from '../results/trial-result.ts';
import { type Fingerprint, fingerprint } from './fingerprint.ts';

const yaml = `
name: example
model: mini/roberta
data: { kind: mini-glue }
tasks: [cola]
methods: { full: { tuning: full } }
sweep: { seed: [1] }
`;
const [trial] = expandSweep(parseSpec(yaml, 'example.yaml'), 8) as [ResolvedTrial];

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'lamella-fingerprint-'))));
afterEach(() => rmSync(root, { recursive: true }));

interface Changes {
  readonly loss?: number;
  readonly seconds?: number;
  readonly answer?: string;
  readonly outcome?: Partial<TrialOutcome>;
}

/** The fingerprint of a trial of one step and one answer. */
function printOf({ loss = 0.5, seconds = 1, answer = 'yes', outcome }: Changes = {}): Fingerprint {
  const [trialFolder, logFolder] = [join(root, 'answers'), join(root, 'logs')];
  for (const folder of [trialFolder, logFolder]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(trialFolder, { recursive: true });
  writeFileSync(join(trialFolder, 'quiz.jsonl'), answer);
  const log = new TrialLog(logFolder, { trial: trial.id, key: 'k', steps: 1, epochs: 1 });
  const rates = { learningRate: 1, gradNorm: 2, seconds };
  log.step({ step: 1, totalSteps: 1, epoch: 1, loss, ...rates });
  log.end('done');
  return fingerprint({ ...exampleOutcome(trial), ...outcome }, { trialFolder, logFolder });
}

const differing = (changes: Changes): string[] => {
  const [before, after] = [printOf(), printOf(changes)];
  return [...before.keys()].filter((part) => before.get(part) !== after.get(part));
};

test('seconds and memory change nothing', () => {
  const { cost, metrics } = exampleOutcome(trial);
  const epochs = metrics.epochs.map((epoch) => ({ ...epoch, seconds: 9 }));
  const outcome = { cost: { ...cost, trainSeconds: 9, peakMemoryBytes: 9 }, metrics: { ...metrics, epochs } };
  expect(differing({ seconds: 9, outcome })).toEqual([]);
});

test('what a trial comes to is told by its part', () => {
  expect(differing({ loss: 0.25 })).toEqual(['losses', 'learning rates and gradient norms']);
  expect(differing({ answer: 'no' })).toEqual(['predictions']);
  const base = { name: 'm' };
  const kept = {
    kind: 'adapter',
    base,
    files: { 'adapter_model.safetensors': 'ff', 'README.md': 'aa' },
  } as const;
  expect(differing({ outcome: { kept } })).toEqual(['weights']);
  const { metrics } = exampleOutcome(trial);
  expect(differing({ outcome: { metrics: { ...metrics, final: { accuracy: 0 } } } })).toEqual(['scores']);
});
