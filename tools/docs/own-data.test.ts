import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { describeWithPythons } from '@lamella/engine/testing';

const root = workspaceRoot();
const page = readFileSync(join(root, 'docs', 'own-data.md'), 'utf8');
/** The commands of the page, in order. */
const commands = [...page.matchAll(/^```sh\n(.*?)\n```$/gms)].map(([, text = '']) => text);
const ofLamella = commands.filter((text) => text.startsWith('npx lamella '));
const ofPython = commands.filter((text) => text.startsWith('python '));

/** The trial that the page trains. */
const TRIAL = 'text-classification-cka-n4-r8-seed1';

/** Where the commands are typed: it has the page's files, and its own results. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamella-own-data-'));
  cpSync(join(root, 'docs', 'own-data'), join(folder, 'docs', 'own-data'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(program: string, args: readonly string[]): string {
  const env = { ...process.env, LAMELLA_RUNS_DIR: join(folder, 'results', 'runs'), HF_HUB_OFFLINE: '1' };
  return execFileSync(program, args, { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' });
}

test('the page has the commands that this test runs', () => {
  expect(ofLamella.map((text) => text.split(' ')[2])).toEqual(['tune', 'tune', 'predict']);
  expect(ofPython).toHaveLength(1);
  expect(commands).toHaveLength(4);
});

test('every command of Lamella on the page runs, and the classes are learnt', () => {
  for (const command of ofLamella) {
    const [, , ...args] = command.split(' ');
    run(process.execPath, [join(root, 'packages/cli/bin/lamella.mjs'), ...args]);
  }
  const [header, ...rows] = readFileSync(join(folder, 'moods.csv'), 'utf8').trim().split('\n');
  expect(header).toBe('review,prediction,probabilities.bad,probabilities.good');
  expect(rows).toHaveLength(100);
  const result = readFileSync(join(folder, 'results/runs/reviews-roberta', `${TRIAL}.json`), 'utf8');
  // The majority class has a half of the rows.
  const { metrics } = JSON.parse(result) as { metrics: { primary: { value: number } } };
  expect(metrics.primary.value).toBeGreaterThan(0.9);
}, 600_000);

describeWithPythons('the page in Python', ['torch', 'transformers', 'peft'], ({ program }) => {
  test('PEFT gives every row the class that lamella predict gives', () => {
    const [, script = '', ...args] = ofPython[0]?.split(' ') ?? [];
    const lines = run(program, [script, ...args])
      .trim()
      .split('\n');
    const predicted = readFileSync(join(folder, 'moods.csv'), 'utf8').trim().split('\n').slice(1);
    expect(lines).toHaveLength(100);
    for (const [index, line] of lines.entries()) {
      const [name = ''] = line.split(' ');
      expect(predicted[index]).toMatch(new RegExp(`(^|,)${name}(,|$)`));
    }
  });
});
