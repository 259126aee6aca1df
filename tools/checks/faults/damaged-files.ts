import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Damage, damageFile, damages } from './damage.ts';
import type { FaultReport, FaultTask } from './fault-line.ts';
import type { Point } from './injected-fault.ts';
import { differences, findLeftovers, type Outcome, readOutcome } from './outcome.ts';
import { Scene, type SceneName } from './scene.ts';

/** A file that is damaged between two runs. */
export interface DamagedFile {
  readonly name: string;
  readonly scene: SceneName;
  /** Where the first run is killed; without one it gets to its end. */
  readonly killedAt?: Point;
  /** A file that is taken away, so that the trial runs again from what else there is. */
  readonly without?: string;
  /** The file, by its path in the folder of all runs; a `*` is the first name there that fits. */
  readonly file: string;
  /** Damages of which nothing is said. @default none */
  readonly silent?: readonly Damage[];
  /** Parts of the outcome that are read from the file alone. */
  readonly heldParts?: RegExp;
}

const [encoder, decoder] = ['sst2-cka-n2-r8-seed1', 'mini-math-cka-n2-r8-seed1'];
const afterAnAnswer: Point = {
  ...{ role: 'worker', label: `write answers/answers/${decoder}/mini-math.jsonl`, occurrence: 2 },
};
const afterACheckpoint: Point = {
  ...{ role: 'worker', label: `mkdir answers/answers/${decoder}`, occurrence: 1 },
};

const ofCheckpoint = (file: string): DamagedFile => ({
  ...{ name: 'a checkpoint', scene: 'answers', killedAt: afterACheckpoint },
  file: `answers/checkpoints/${decoder}/step-2-epoch-0/${file}`,
});
const ofTraining = (name: string, file: string): DamagedFile => ({
  ...{ name, scene: 'answers', killedAt: afterAnAnswer, file: `answers/${file}` },
});
/** Of what is only for people nothing is said: nothing depends on it. */
const forPeople = (file: string): DamagedFile => ({
  ...{ name: 'logs, tables, notes of a run', scene: 'predictions', silent: damages },
  file: `predictions/${file}`,
});

/** Each kind of file that a run reads again. */
export const damagedFiles: readonly DamagedFile[] = [
  { name: 'a result', scene: 'predictions', file: `predictions/${encoder}.json` },
  { name: 'importance', scene: 'answers', without: `answers/${decoder}.json`, file: 'importance/*.json' },
  ...['tensors.safetensors', 'training.json', 'manifest.json'].map(ofCheckpoint),
  ofTraining('a training that is kept for its answers', `answers/${decoder}/training.json`),
  ofTraining('a training that is kept for its answers', `adapters/${decoder}/adapter_model.safetensors`),
  {
    ...ofTraining('answers', `answers/${decoder}/mini-math.jsonl`),
    // A file that grows may end anywhere: that is how a kill leaves it.
    silent: ['empty', 'half of it', 'zeros'],
  },
  { name: 'experiment.json', scene: 'predictions', file: 'predictions/experiment.json' },
  forPeople('spec/written.json'),
  forPeople('inputs/*.json'),
  forPeople('logs/run.jsonl'),
  {
    ...forPeople(`logs/${encoder}/steps.jsonl`),
    // Curves are drawn from it, and nothing is computed.
    heldParts: /: (losses|learning rates and gradient norms)$/,
  },
  forPeople('table.csv'),
];

/**
 * A file that is damaged in each way: it is told, kept aside, and the run ends equal to one that nothing has disturbed.
 *
 * @param scratch a folder for what is damaged
 */
export function damageTasks(file: DamagedFile, expected: Outcome, scratch: string): FaultTask[] {
  let ready: Promise<string> | undefined;
  return damages.map((damage) => ({
    ...{ row: `damaged: ${file.name}`, what: `${file.file}, ${damage}` },
    run: async () => {
      const scene = new Scene(file.scene, { engine: 'in-process' });
      try {
        ready ??= prepare(file, scratch);
        cpSync(await ready, scene.runsFolder, { recursive: true });
        damageFile(findFile(scene.runsFolder, file.file), damage);
        return await runAgain(scene, expected, {
          ...file,
          mayBeSilent: file.silent?.includes(damage) === true,
        });
      } finally {
        scene.remove();
      }
    },
  }));
}

/** @returns the folder of the runs as they are before the damage */
async function prepare(
  { scene: name, killedAt, without, file }: DamagedFile,
  scratch: string,
): Promise<string> {
  const ready = join(scratch, `${file.replaceAll('/', '_')}`);
  const scene = new Scene(name, { engine: 'in-process' });
  if (killedAt === undefined) await scene.run();
  else await scene.run({ fault: 'kill', role: killedAt.role, point: killedAt });
  if (without !== undefined) rmSync(join(scene.runsFolder, without));
  cpSync(scene.runsFolder, ready, { recursive: true });
  scene.remove();
  return ready;
}

async function runAgain(
  scene: Scene,
  expected: Outcome,
  { heldParts, mayBeSilent }: Pick<DamagedFile, 'heldParts'> & { readonly mayBeSilent: boolean },
): Promise<FaultReport> {
  const { code, stderr } = await scene.run();
  const findings = differences(readOutcome(scene), expected)
    .filter((part) => heldParts?.test(part) !== true)
    .map((part) => `differs in ${part}`);
  if (code !== 0) findings.push(`ends with ${code}: ${stderr.slice(-500)}`);
  const message = stderr.split('\n').find((line) => line.includes('damaged')) ?? '';
  if (message === '' && !mayBeSilent) findings.push(`says nothing of it: ${stderr.slice(-500)}`);
  if (message !== '' && !/is kept as \S+\.damaged/.test(message)) findings.push(`not kept aside: ${message}`);
  findings.push(...findLeftovers(scene.runsFolder).map((path) => `left behind: ${path}`));
  return { wentOn: code === 0, message, findings };
}

/** The file of a path in which a name may be a pattern. */
function findFile(root: string, path: string): string {
  return path.split('/').reduce((folder, name) => {
    const [before = '', after = ''] = name.split('*');
    const isMeant = (each: string): boolean =>
      each === name || (name.includes('*') && each.startsWith(before) && each.endsWith(after));
    const found = readdirSync(folder).sort().find(isMeant);
    if (found === undefined) throw new Error(`Expected ${name} in ${folder}, got no such file`);
    return join(folder, found);
  }, root);
}
