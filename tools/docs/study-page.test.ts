import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishedFolder } from '@lamella/study';
import { findTable } from './result-tables.ts';
import {
  readResults,
  readStudy,
  renderAgreement,
  renderHours,
  renderRates,
  renderVerdicts,
  studyPlaces,
  studyRunsPlaces,
} from './study-page.ts';

const minilm = readResults('glue-minilm', publishedFolder());

test('without results each part says that it is not run yet', () => {
  const nowhere = mkdtempSync(join(tmpdir(), 'lamella-study-'));
  const study = readStudy(nowhere);
  const kept = { predicted: join(nowhere, 'predicted.jsonl'), agreement: join(nowhere, 'agreement.jsonl') };
  const [places, runs] = [studyPlaces(study), studyRunsPlaces(study, kept)];
  rmSync(nowhere, { recursive: true });
  expect(Object.keys(places)).toEqual(['study-verdicts', 'study-figures']);
  expect(Object.keys(runs)).toEqual(['study-rates', 'study-agreement', 'study-hours']);
  for (const text of [...Object.values(places), ...Object.values(runs)])
    expect(text).toContain('not run yet');
  expect(places['study-verdicts']).toBe(
    ['bge-small', 'minilm', 'smollm2-gsm8k', 'smollm2-mbpp']
      .map((name) => `study-${name}: not run yet.`)
      .join('\n\n'),
  );
});

test('the verdicts of the page are those that lamella table prints', () => {
  const mini = readResults('glue-mini', publishedFolder());
  const page = renderVerdicts(mini);
  const [header = [], , ...lines] = page
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const [before = '', after = ''] = (mini.table?.markdown ?? '').split('**Comparisons**');
  const [averages, printed] = [before, after].map((part) => findTable(part, 'comparison'));
  if (printed === undefined || averages === undefined) throw new Error('Expected comparisons, got none');
  const shown = lines.flatMap(([name = '', ...cells]) =>
    cells.map((cell, i) => `${name} | ${header[i + 1]} | ${cell.replaceAll('*', '')}`),
  );
  const at = (column: string): number => printed.header.indexOf(column);
  const rows = [...averages.rows.map((row) => row.with(at('task'), 'mean over tasks')), ...printed.rows];
  const expected = rows.map((row) => {
    const [difference = '', verdict = ''] = [row[at('difference')], row[at('verdict')]];
    return `${row[0]} | ${row[at('task')]} | ${`${difference} ${verdict.replace('undecided', '')}`.trim()}`;
  });
  expect(header.at(-1)).toBe('mean over tasks');
  expect(expected.length).toBeGreaterThan(50);
  expect(shown.toSorted()).toEqual(expected.toSorted());
  expect(page).toMatch(
    /^\*\*glue-mini\.\*\* Verdicts of 39 comparisons: \d+ better, .* Verdicts of 13 means over tasks: \d+ better, /,
  );
}, 60_000);

test('of other N than the first the page has all layers and halves of as many layers', () => {
  const page = renderVerdicts(readResults('study-bge-small', publishedFolder()));
  expect(page).toContain('| LoRA, CKA (1 − CKA), N 3 against LoRA, all layers ');
  expect(page).toContain('| LoRA, FIM, N 3 against LoRA, CKA (1 − CKA), N 3 ');
  expect(page).toContain('| Head only against LoRA, CKA (1 − CKA), N 6 ');
  expect(page).not.toMatch(/(Head only|Full fine-tuning) against LoRA, CKA \(1 − CKA\), N [39] /);
});

test('scores of both programs are those of the file; without one the comparison is not run yet', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-study-'));
  const file = join(folder, 'agreement.jsonl');
  expect(renderAgreement(file)).toBe('The comparison: not run yet.');
  const training = { model: 'minilm', task: 'SST-2', rows: 2000, epochs: 3 };
  const scores = [70, 74].flatMap((score, i) => [
    { ...training, program: 'Lamella', seed: i + 1, score },
    { ...training, program: 'PyTorch', seed: i + 1, score: score + 1 },
  ]);
  writeFileSync(file, scores.map((one) => JSON.stringify(one)).join('\n'));
  const table = renderAgreement(file);
  rmSync(folder, { recursive: true });
  expect(table).toContain('| SST-2 | accuracy | 2 | 72.0 (70.0, 74.0) | 73.0 (71.0, 75.0) | −1.0 |');
});

test('the rates that were picked are across tasks, and a part of them says that it is one', () => {
  const markdown = `**study-rates**: bge-small on GLUE; partial: 3 of 4 trials are done

**Learning rates** were picked.

| learning rates | task | N | picked |
| --- | --: | --: | --: |
| all | SST-2 | 12 | 3e-4 |
| all | MRPC | 12 | 1e-3 |
| head | MRPC | 0 | 1e-2 |
`;
  const table = { ...minilm.table, markdown } as NonNullable<typeof minilm.table>;
  expect(renderRates({ ...minilm, name: 'study-rates', table })).toBe(`**study-rates**

| learning rates | SST-2 | MRPC |
| --- | --: | --: |
| all | 3e-4 | 1e-3 |
| head |  | 1e-2 |

study-rates is partial: 3 of 4 trials are done.`);
  expect(renderRates({ name: 'study-rates', folder: 'x' })).toBe('study-rates: not run yet.');
});

test('hours are those of the results, beside those that were predicted', () => {
  const published = join(publishedFolder(), 'glue-minilm');
  const runs = readdirSync(published)
    .filter((name) => /seed\d+\.json$/.test(name))
    .map((name) => JSON.parse(readFileSync(join(published, name), 'utf8')) as { run: { seconds: number } });
  const hours = (runs.reduce((sum, { run }) => sum + run.seconds, 0) / 3600).toFixed(2);
  const folder = mkdtempSync(join(tmpdir(), 'lamella-study-'));
  const file = join(folder, 'predicted.jsonl');
  writeFileSync(file, JSON.stringify({ experiment: 'glue-minilm', trials: 16, seconds: 900 }));
  const table = renderHours([minilm], file);
  rmSync(folder, { recursive: true });
  expect(table).toMatch(new RegExp(`\\| glue-minilm \\| 0.25 \\| 16 of 16 \\| ${hours} \\| .* \\| 16 \\|`));
});

test('trials that run at the same time take the clock once', () => {
  const [one] = minilm.table?.cells ?? [];
  if (minilm.table === undefined || one?.result === undefined) throw new Error('Expected a result, got none');
  const { result } = one;
  const cells = [
    ['2026-01-01T00:00:00.000Z', 3600],
    ['2026-01-01T00:30:00.000Z', 3600],
    ['2026-01-01T00:45:00.000Z', 60],
    ['2026-01-02T00:00:00.000Z', 1800],
  ].map(([startedAt, seconds]) => ({
    ...one,
    result: { ...result, run: { ...result.run, startedAt: String(startedAt), seconds: Number(seconds) } },
  }));
  const table = renderHours([{ ...minilm, table: { ...minilm.table, cells } }], 'no file');
  expect(table).toContain('| glue-minilm |  | 4 of 4 | 2.52 | 2.00 | 4 |');
});

test('the page shows the figures that are published', () => {
  const { 'study-figures': figures } = studyPlaces([minilm, minilm]);
  expect(figures?.match(/\/[\w-]+\.svg/g)).toEqual([
    '/mean-differences.svg',
    '/methods-by-task.svg',
    '/importance-by-layer.svg',
  ]);
});
