import { build } from 'esbuild';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from './cli.ts';
import { publishedFolder, runExperiment } from '@lamella/study';
import { parseOverride, readSpec } from '@lamella/spec';
import { captureOutput } from './testing/capture-output.ts';
import { exampleWorkspace, type ExampleWorkspace } from '@lamella/spec/testing';
import { fakePool, fakeTrials, type Behaviour } from '@lamella/study/testing';

let workspace: ExampleWorkspace;
let written: string;
const { stdout, stderr } = process;
const writes = [stdout.write.bind(stdout), stderr.write.bind(stderr)] as const;

beforeEach(() => {
  workspace = exampleWorkspace();
  process.env['LAMELLA_RUNS_DIR'] = workspace.runsFolder;
  written = '';
  for (const stream of [stdout, stderr])
    stream.write = (text: string | Uint8Array) => !!(written += String(text));
});
afterEach(() => {
  [stdout.write, stderr.write] = writes;
  delete process.env['LAMELLA_RUNS_DIR'];
  workspace.remove();
});

interface Asked {
  readonly as?: string;
  readonly set?: readonly string[];
  readonly methods?: readonly string[];
  readonly seeds?: readonly number[];
}

const lamella = async (...argv: string[]) => captureOutput(() => main(argv));
const runWith = async (behaviour: Behaviour = {}) => runAs({}, behaviour);
/** Does the work of `lamella run` with these options, but with fake trials. */
const runAs = async ({ as, set = [], ...part }: Asked, behaviour: Behaviour = {}) =>
  runExperiment(await readSpec(workspace.specPath, set.map(parseOverride)), {
    ...(as !== undefined && { as }),
    ...(set.length > 0 && { typed: { set } }),
    parts: [part],
    runsFolder: workspace.runsFolder,
    pool: fakePool(fakeTrials(behaviour, () => {})),
    workers: 1,
    threads: 1,
    signal: new AbortController().signal,
    stream: { write: () => true },
  });

describe('main', () => {
  test('help and version end well', async () => {
    expect((await lamella('--help')).value).toBe(0);
    expect(written).toMatch(/^Usage: lamella .*run \[options\] <spec>.*Exit codes/s);
    expect(written).not.toMatch(/worker \[/);
    expect((await lamella('--version')).value).toBe(0);
  });

  test.each([
    [['rnu'], /error: unknown command 'rnu'\n\(Did you mean run\?\)/],
    [['run', 'x', '--task', 'cola'], /error: unknown option '--task'\n\(Did you mean --tasks\?\)/],
    [['run'], /error: missing required argument 'spec'/],
    [['plan', 'a', 'b'], /error: too many arguments/],
    [['importance', '--model', 'm', '--samples', 'ten'], /Expected a whole number, got "ten"/],
    [['importance', '--model', 'm', '--drop-first', 'no'], /Expected auto, true or false, got "no"/],
    [[], /^Usage: lamella/],
  ])('%j is a mistake of the user', async (argv, message) => {
    expect((await lamella(...argv)).value).toBe(2);
    expect(written).toMatch(message);
  });

  test('mistakes in a spec and in options come together, with exit code 2', async () => {
    const set = ['--set', 'training.epoch=1', '--workers', 'many'];
    await expect(lamella('run', workspace.specPath, ...set)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(
        /^2 problems:\n--set training.epoch=1: Unknown key.*\n--workers many: Expected workers/,
      ),
    });
  });

  test('nothing heavy is imported before a command runs', async () => {
    const entry = fileURLToPath(new URL('cli.ts', import.meta.url));
    const options = {
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      metafile: true,
    } as const;
    const { metafile } = await build({ ...options, entryPoints: [entry], splitting: true, outdir: 'unused' });
    const imports = (path: string): string[] =>
      (metafile.inputs[path]?.imports ?? []).flatMap(({ path: imported, kind, external }) => {
        if (kind === 'dynamic-import') return [];
        return external ? [imported] : imports(imported);
      });
    const [start] = Object.keys(metafile.inputs).filter((path) => path.endsWith('cli/src/cli.ts'));
    expect([...new Set(imports(start ?? ''))].toSorted()).toEqual([
      '@lamella/core',
      '@lamella/metrics/selection',
      'commander',
      'node:fs',
    ]);
  });

  test.each(['decoder', 'encoder', 'importance', 'model'])(
    'bench %s loads the engine after the number of threads is set',
    (subject) => {
      const source = new URL(`commands/bench-${subject}.ts`, import.meta.url);
      const text = readFileSync(source, 'utf8');
      const loaded = [...text.matchAll(/^import \{[^}]*\} from '([^']+)';/gm)].map(([, name]) => name);
      expect(loaded.sort()).toEqual(
        subject === 'importance'
          ? ['@lamella/metrics/selection', '@lamella/profiling/report']
          : ['@lamella/profiling/report'],
      );
    },
  );
});

describe('validate', () => {
  test('checks all files before it ends', async () => {
    const bad = fileURLToPath(new URL('../../../experiments/specs/invalid/tab.yaml', import.meta.url));
    const result = await lamella('validate', bad, workspace.specPath);
    expect(result.value).toBe(2);
    expect(result.stderr).toMatch(/tab.yaml:4:1: Expected spaces as indentation, got a tab/);
    expect(result.stdout).toMatch(/spec.yaml: valid \(example\)/);
  });

  test('refuses what a plan refuses, says what it could not check, and gives JSON', async () => {
    const text = readFileSync(workspace.specPath, 'utf8');
    const [odd, absent] = ['odd.yaml', 'absent.yaml'].map((name) => join(workspace.root, name));
    if (odd === undefined || absent === undefined) throw new Error('Expected two paths');
    writeFileSync(odd, text.replace('kind: folder, path: ./glue', 'kind: files, train: ./none'));
    writeFileSync(absent, text.replace('./model', './none'));
    const result = await lamella('validate', odd, absent);
    expect(result.value).toBe(2);
    expect(result.stderr).toMatch(/to be of the kind mini-glue, folder or hub, got files\./);
    expect(result.stdout).toMatch(
      /absent\.yaml: valid \(example\); not here, and so not checked: the model none\n/,
    );
    await expect(lamella('plan', odd)).rejects.toThrow(/got files/);
    const json = await lamella('validate', '--json', odd, workspace.specPath);
    expect(JSON.parse(json.stdout)).toMatchObject([
      { file: odd, isValid: false, problem: expect.stringMatching(/got files/) },
      { file: workspace.specPath, isValid: true, name: 'example', trials: 12, absent: [] },
    ]);
  });
});

describe('plan', () => {
  test('without a spec counts for a model', async () => {
    const { value, stdout: text } = await lamella('plan', '--model', 'mini/roberta', '--rank', '4');
    expect(value).toBe(0);
    expect(text).toMatch(/roberta, 8 layers, .*LoRA of rank 4 on query, value:.* 8 {2}16,384 /s);
    await expect(lamella('plan')).rejects.toThrow(
      'Expected a spec, or --model with a model to plan for, got neither.',
    );
  });

  test('shows trials, exact parameters, what is done and why the rest would run', async () => {
    await runWith({ throws: 'cola-all-r8-seed1' });
    const { value, stdout: text } = await lamella(
      'plan',
      workspace.specPath,
      '--set',
      'perTask.rte.training.epochs=4',
    );
    expect(value).toBe(0);
    const lines = text.split('\n').map((line) => line.replace(/ {2,}/g, '  '));
    // 4 layers · 2 maps · rank 8 · (16 + 16), and the head: 16·16 + 16 + 16·2 + 2
    expect(4 * 2 * 8 * 32 + 306).toBe(2354);
    expect(lines).toContain(
      'cola-all-r8-seed1  2,354  20.66 %  failed before: No luck with cola-all-r8-seed1',
    );
    expect(lines).toContain('cola-cka-n2-r8-seed1  1,330  11.67 %  done');
    expect(lines).toContain('rte-cka-n2-r8-seed2  1,330  11.67 %  changed: training.epochs: 3 -> 4');
    expect(lines).toContain('example: 12 trials, 5 done, 7 to run');
  });

  test('works without weights, and gives JSON', async () => {
    const folder = join(workspace.root, 'config-only');
    mkdirSync(folder);
    const config = readFileSync(join(workspace.root, 'model/config.json'));
    writeFileSync(join(folder, 'config.json'), config);
    const { stdout: text } = await lamella(
      'plan',
      workspace.specPath,
      '--model',
      folder,
      '--json',
      '--tasks',
      'cola',
      '--seeds',
      '7',
    );
    expect(JSON.parse(text)).toHaveLength(3);
    expect(JSON.parse(text)[0]).toMatchObject({
      id: 'cola-full-seed7',
      isDone: false,
      why: 'model or data not downloaded yet',
    });
  });
});

describe('table and figures', () => {
  test('need results only, not model or data', async () => {
    await runWith();
    const args = [workspace.specPath, '--model', join(workspace.root, 'moved', 'model')];
    const { value, stdout: text } = await lamella('table', ...args);
    expect([value, text]).toEqual([
      0,
      expect.stringMatching(/\| LoRA, CKA \| 2 \| 8 \| \d+\.\d ± \d+\.\d \|/),
    ]);
    expect((await lamella('table', ...args, '--csv')).stdout).toMatch(/^task,metric,method/);
    expect(JSON.parse((await lamella('table', ...args, '--json')).stdout).summaries).toHaveLength(6);
  });

  test('a table with gaps ends with exit code 1', async () => {
    await runWith({ throws: 'rte-full' });
    const { value, stdout: text } = await lamella('table', workspace.specPath);
    expect([value, text]).toEqual([1, expect.stringMatching(/\| 2 failed \| – \|/)]);
  });

  test('figures are drawn beside the results, and those without rows say why', async () => {
    await runWith();
    const { value, stdout: text } = await lamella(
      'figures',
      workspace.specPath,
      '--set',
      'figures=[selected-layers, score-by-rank, importance-by-layer]',
    );
    expect(value).toBe(0);
    expect(text).toMatch(/figures: selected-layers, importance-by-layer\n {2}not drawn: score-by-rank, /);
    for (const end of ['svg', 'png', 'vl.json']) {
      expect(existsSync(join(workspace.runsFolder, 'example', 'figures', `selected-layers.${end}`))).toBe(
        true,
      );
    }
  }, 60_000);

  test('figures of published results go to where they are told to, never into what is published', async () => {
    const glueMini = fileURLToPath(new URL('../../../experiments/specs/glue/mini.yaml', import.meta.url));
    const args = ['figures', glueMini];
    await expect(lamella(...args)).rejects.toThrow(
      /Expected results of glue-mini in .*runs\/glue-mini, got none\. Run it first: .*, or take the published results: --published$/,
    );
    const published = join(publishedFolder(), 'glue-mini', 'figures');
    const times = (): number[] =>
      readdirSync(published).map((name) => statSync(join(published, name)).mtimeMs);
    const before = times();
    expect((await lamella(...args, '--published')).value).toBe(0);
    const output = join(workspace.root, 'drawn');
    expect((await lamella(...args, '--published', '--output', output)).value).toBe(0);
    expect(times()).toEqual(before);
    const drawn = join(workspace.runsFolder, 'glue-mini', 'figures-of-published');
    for (const folder of [drawn, output]) expect(readdirSync(folder)).toEqual(readdirSync(published));
    // What is drawn of published results makes no results of one's own.
    await expect(lamella(...args)).rejects.toThrow(/got none/);
  }, 60_000);

  test('without results they say what to do', async () => {
    await expect(lamella('table', workspace.specPath)).rejects.toThrow(
      /Expected results of example in .*, got none. Run it first/,
    );
  });
});

describe('results of a run with overrides', () => {
  const table = async (...more: string[]) => lamella('table', workspace.specPath, ...more);
  const epochs = ['training.epochs=9'];

  test('table and figures speak of the last run, and the one before comes back with --as-written', async () => {
    await runAs({});
    const written = await table();
    await runAs({ set: epochs, seeds: [1] });
    const { value, stdout: text } = await table();
    expect(value).toBe(0);
    expect(text).toMatch(/With `--set training.epochs=9`.\n\nA part of the spec: `--seeds 1`.\n/);
    expect(text).toMatch(/one seed\.\n$/);
    expect(await table('--as-written')).toEqual(written);
    expect(written.stdout).not.toMatch(/With|part/);
    expect((await table('--seeds', '1,2')).value).toBe(1);
    const figures = await lamella('figures', workspace.specPath, '--set', 'figures=[selected-layers]');
    expect(figures.stdout).toMatch(/: selected-layers\nReport: .*example\/report\.html\n$/);
    expect(existsSync(join(workspace.runsFolder, 'example', 'report.html'))).toBe(true);
  }, 60_000);

  test('a run ends with the verdicts and the place of the report', async () => {
    await runAs({});
    const { value, stdout: text } = await lamella('run', workspace.specPath);
    expect(value).toBe(0);
    expect(text).toMatch(
      /\nVerdicts of \d+ comparisons: .*undecided, \d+ can't be told \(few items\)\nVerdicts of 3 means over tasks: .*\n(  .*\n)*Report: .*example\/report\.html\n$/,
    );
  }, 60_000);

  test('a part that is run again leaves the rest in the table', async () => {
    await runAs({});
    const { stdout: whole } = await table();
    await runAs({ methods: ['cka'], seeds: [2] });
    expect((await table()).stdout).toBe(whole);
    await runAs({ methods: ['cka'], seeds: [3] });
    expect((await table()).stdout).toMatch(/\| LoRA, CKA \| 2 \| 8 \| .*\n/);
    expect((await table()).value).toBe(0);
  });

  test('runs with names lie beside each other', async () => {
    await runAs({});
    await runAs({ as: 'long', set: epochs });
    expect((await table()).stdout).not.toMatch(/With/);
    expect((await table('--as', 'long')).stdout).toMatch(/Run: long\.\n\nWith `--set training.epochs=9`/);
    await expect(table('--as', 'other')).rejects.toThrow(
      /got none\. Run it first: lamella run .* --as other\. Runs with a name \(--as\): long$/,
    );
    await expect(table('--as', '../up')).rejects.toMatchObject({ exitCode: 2 });
  });

  test('a run whose experiment is damaged goes on with nothing else in silence', async () => {
    await runAs({});
    await runAs({ as: 'long', set: epochs });
    const path = join(workspace.runsFolder, 'example@long', 'experiment.json');
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, 100));
    const message = /got a damaged file: .* Run its spec again with what was typed then/;
    await expect(lamella('run', workspace.specPath, '--as', 'long')).rejects.toThrow(message);
    await expect(table('--as', 'long')).rejects.toMatchObject({ exitCode: 2 });
  });
});
