import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '@lamella/core';
import { exampleWorkspace, type ExampleWorkspace } from '@lamella/spec/testing';
import { type FileContent, type MalformedTable, malformedTables } from '@lamella/tasks/testing';
import { main } from './cli.ts';
import { captureOutput } from './testing/capture-output.ts';

const parquet = fileURLToPath(new URL('../../datasets/fixtures/row-groups.parquet', import.meta.url));

let workspace: ExampleWorkspace;
let folder: string;
beforeAll(() => {
  workspace = exampleWorkspace();
  process.env['LAMELLA_RUNS_DIR'] = workspace.runsFolder;
});
afterAll(() => {
  delete process.env['LAMELLA_RUNS_DIR'];
  workspace.remove();
});
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-malformed-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, content: FileContent): void {
  if (typeof content === 'string' || content instanceof Uint8Array) return writeFileSync(path, content);
  if (content.kind === 'folder') return void mkdirSync(path);
  if (content.kind === 'pipe') return void spawnSync('mkfifo', [path]);
  const whole = readFileSync(parquet);
  writeFileSync(path, whole.subarray(0, whole.length * content.share));
}

/** What `lamella run` says of a spec with such a table, and its exit code. */
async function runOn({ files, data, task = 'text-classification', rows }: MalformedTable) {
  for (const [name, content] of Object.entries(files)) write(join(folder, name), content);
  const spec = {
    name: 'malformed',
    model: join(workspace.root, 'model'),
    data: { kind: 'table', text: 'text', label: 'label', ...data },
    tasks: [task],
    ...(rows !== undefined && { rows: { train: rows } }),
    methods: { all: { selection: 'all' } },
    sweep: { seed: [1] },
  };
  const path = join(folder, 'spec.yaml');
  writeFileSync(path, JSON.stringify(spec));
  try {
    const { value } = await captureOutput(() => main(['run', path, '--workers', '1']));
    return { exitCode: value, message: 'none' };
  } catch (error) {
    // What is no UserError is a crash.
    if (!(error instanceof UserError)) throw error;
    return { exitCode: error.exitCode, message: error.message.replaceAll(`${folder}/`, '') };
  }
}

const cases = Object.entries(malformedTables).flatMap(([group, tables]) =>
  tables.map((table) => [group, table.what, table] as const),
);

test('there are enough of them', () => {
  expect(cases.length).toBeGreaterThanOrEqual(60);
});

test.each(cases)('%s, %s: refused before anything is trained', async (_group, _what, table) => {
  expect(await runOn(table)).toEqual({ exitCode: 2, message: table.message });
  const results = join(workspace.runsFolder, 'malformed');
  expect(existsSync(results) ? readdirSync(results) : []).toEqual([]);
});
