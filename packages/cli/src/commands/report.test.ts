import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publishedFolder } from '@lamella/study';
import { captureOutput } from '../testing/capture-output.ts';
import { run } from './report.ts';

let runs: string;
beforeEach(() => (runs = mkdtempSync(join(tmpdir(), 'lamella-report-'))));
beforeEach(() => void (process.env['LAMELLA_RUNS_DIR'] = runs));
afterEach(() => {
  delete process.env['LAMELLA_RUNS_DIR'];
  rmSync(runs, { recursive: true });
});
const minilm = join(publishedFolder(), 'glue-minilm');

test('a published run by its name: its report is among the own runs, and what is published stays as it is', async () => {
  const before = readdirSync(minilm, { recursive: true });
  const { value, stdout } = await captureOutput(() => run({ runs: ['glue-minilm'] }));
  const file = join(runs, 'glue-minilm', 'report-of-published.html');
  expect([value, stdout]).toEqual([0, expect.stringMatching(/^Report \(0\.\d\d MB\): .*\n$/)]);
  expect(stdout).toContain(file);
  const page = readFileSync(file, 'utf8');
  expect(page).toContain('<h1>glue-minilm</h1>');
  expect(page).toContain('data-row="');
  expect(readdirSync(minilm, { recursive: true })).toEqual(before);
  // The folder of what was written of published results is no run that would hide these.
  expect((await captureOutput(() => run({ runs: ['glue-minilm'] }))).stdout).toBe(stdout);
}, 120_000);

test('runs by folder and by spec are one run each, in the file that is asked for', async () => {
  const spec = fileURLToPath(new URL('../../../../experiments/specs/glue/minilm.yaml', import.meta.url));
  const output = join(runs, 'new', 'both.html');
  const { stdout } = await captureOutput(() => run({ runs: [minilm, spec], output, json: true }));
  const bytes = readFileSync(output).length;
  expect(JSON.parse(stdout)).toEqual({
    ...{ file: output, bytes },
    runs: [{ name: 'glue-minilm', folder: minilm, trials: 16, done: 16 }],
  });
}, 120_000);

test.each([
  ['glue-minlm', /^Expected the folder of a run or its name, got glue-minlm\. Did you mean glue-minilm\?/],
  [join(minilm, 'figures'), /^Expected the folder of a run, got one without experiment\.json: /],
])('%s is refused before anything is drawn', async (name, message) => {
  const thrown = run({ runs: ['glue-minilm', name] });
  await expect(thrown).rejects.toThrow(message);
  await expect(thrown).rejects.toMatchObject({ exitCode: 2 });
  expect(existsSync(join(runs, 'report.html'))).toBe(false);
});
