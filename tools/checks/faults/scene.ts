import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { parseJsonLines } from '../../json-lines.ts';
import { runInProcess } from './run-in-process.ts';
import type { CommandEnd } from './command-end.ts';
import { environmentOf, type InjectedFault, type Point } from './injected-fault.ts';

/** A small trial of each way to the end: answers and an adapter, answers and whole weights, predictions. */
const SPECS = {
  answers: `model: mini/llama
data: { kind: mini }
tasks: [mini-math]
rows: { train: 16, dev: 2 }
importance: { samples: 8, pooling: last }
training: { epochs: 1, batchSize: 8, learningRate: 4e-3, maxLength: 128, evaluationBatchSize: 1 }
methods: { cka: { selection: cka } }
sweep: { layers: [2], seed: [1] }
keep: all
`,
  whole: `model: mini/llama
data: { kind: mini }
tasks: [mini-math]
rows: { train: 16, dev: 2 }
training: { epochs: 1, batchSize: 8, learningRate: 4e-3, maxLength: 128, evaluationBatchSize: 1 }
methods: { full: { tuning: full } }
sweep: { seed: [1] }
keep: none
`,
  predictions: `model: mini/roberta
data: { kind: mini-glue }
tasks: [sst2]
rows: { train: 32, dev: 8 }
importance: { samples: 8 }
training: { epochs: 2, batchSize: 16, learningRate: 4e-3, maxLength: 64 }
methods: { cka: { selection: cka } }
sweep: { layers: [2], seed: [1, 2] }
keep: best
`,
} as const;

export type SceneName = keyof typeof SPECS;

/** All kinds of small trials. */
export const sceneNames = Object.keys(SPECS) as SceneName[];

/** How a scene's spec is run: by the command line and its worker processes, or in this process, which takes a fifth of the time. */
export type Engine = 'processes' | 'in-process';

/** A fault of a run of the scene. */
export type SceneFault = Omit<InjectedFault, 'folder' | 'state' | 'trace'>;

/** A folder with a spec and the runs of it. */
export class Scene {
  readonly root: string;
  readonly runsFolder: string;
  readonly specPath: string;
  readonly name: SceneName;
  readonly #engine: Engine;
  #wasMet = false;
  #trace: readonly Point[] = [];

  constructor(name: SceneName, { engine = 'processes', runsFolder }: SceneOptions = {}) {
    this.root = mkdtempSync(join(tmpdir(), 'lamella-faults-'));
    this.name = name;
    this.specPath = join(this.root, `${name}.yaml`);
    this.runsFolder = runsFolder ?? join(this.root, 'runs');
    this.#engine = engine;
    writeFileSync(this.specPath, `name: ${name}\n${SPECS[name]}workers: 1\nthreads: 1\n`);
    mkdirSync(this.runsFolder, { recursive: true });
  }

  /** The folder of the spec's run. */
  get runFolder(): string {
    return join(this.runsFolder, this.name);
  }

  /** Whether the last run met the point of its fault. */
  get wasMet(): boolean {
    return this.#wasMet;
  }

  /** The operations on files of the last run. */
  get trace(): readonly Point[] {
    return this.#trace;
  }

  /** Runs the spec as `lamella run` does, with a fault or without. */
  async run(fault: SceneFault = {}): Promise<CommandEnd> {
    if (this.#engine === 'processes') return this.command(['run', '--no-figures', this.specPath], fault);
    const { specPath, runsFolder: folder } = this;
    const { wasMet, trace, ...end } = await runInProcess({ specPath, folder, everySteps: 1, ...fault });
    [this.#wasMet, this.#trace] = [wasMet, trace];
    return end;
  }

  /** Runs a command of Lamella as a process. */
  async command(args: readonly string[], fault: SceneFault = {}): Promise<CommandEnd> {
    const [state, trace] = [join(this.root, 'met'), join(this.root, 'trace')];
    for (const path of [state, trace]) rmSync(path, { force: true });
    const end = await this.#start(args, { folder: this.runsFolder, state, trace, everySteps: 1, ...fault });
    this.#wasMet = existsSync(state);
    this.#trace = existsSync(trace) ? readPoints(trace) : [];
    return end;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #start(args: readonly string[], fault: InjectedFault): Promise<CommandEnd> {
    const launcher = join(workspaceRoot(), 'packages/cli/bin/lamella.mjs');
    const env = { ...process.env, LAMELLA_RUNS_DIR: this.runsFolder, ...environmentOf(fault) };
    const child = spawn(process.execPath, [launcher, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].on('data', (piece: Buffer) => (texts[name] += piece.toString()));
    return new Promise((resolve) => {
      child.on('close', (code, signal) =>
        resolve({ code: code ?? (signal === 'SIGKILL' ? 137 : 1), ...texts }),
      );
    });
  }
}

interface SceneOptions {
  /** @default processes */
  readonly engine?: Engine;
  /** Another place for the runs: a disk of its own. */
  readonly runsFolder?: string;
}

function readPoints(path: string): Point[] {
  return parseJsonLines<Point>(readFileSync(path, 'utf8'));
}
