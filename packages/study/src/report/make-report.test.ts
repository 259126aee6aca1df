import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expandSweep } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { eachFigure } from '../figures/draw-figures.ts';
import { type ExperimentFile, publishedFolder, readExperimentFile } from '../results/experiment-folder.ts';
import { ResultStore } from '../results/result-store.ts';
import { keepWrittenSpec } from '../results/written-spec.ts';
import { makeTable } from '../tables/make-table.ts';
import { doneResult, failedResult } from '../testing/example-results.ts';
import { makeReport } from './make-report.ts';
import { figureKeeper, type ReportedRun } from './reported-run.ts';

const spec = exampleSpec('description: A study\ncompare: { against: [all], margin: 1 }\n');
const trials = expandSweep(spec, 8);
const noFigures = { drawn: [], skipped: [{ place: 'score-by-rank', why: 'there is one rank' }], leftOut: [] };

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-report-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const run = (experiment: ExperimentFile = { spec, numLayers: 8 }): ReportedRun => ({
  ...{ experiment, folder, table: makeTable(experiment, folder), figures: noFigures },
});
/** The text of a section, without tags. */
const textOf = (page: string, part: string): string => {
  const [, section = ''] =
    new RegExp(`<section id="run-1-${part}"([\\s\\S]*?)(?=<section id="run-|</main>)`).exec(page) ?? [];
  return section.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
};

test('verdicts come first, then everything that the tables say, and the states of trials', async () => {
  const store = new ResultStore(folder);
  const [failed, ...done] = trials;
  if (failed === undefined) throw new Error('Expected trials');
  for (const trial of done.slice(1)) await store.write(doneResult(trial));
  await store.write(failedResult(failed));
  const page = makeReport([run()]);
  const order = [...page.matchAll(/<section id="run-1-(\w+)"/g)].map(([, name]) => name);
  expect(order).toEqual(['verdicts', 'results', 'figures', 'selections', 'trials', 'provenance', 'spec']);
  expect(page.replace(/\s+/g, ' ')).toContain(
    ` ${trials.length} trials: ${trials.length - 2} done, 1 failed, 1 missing`,
  );
  expect(textOf(page, 'verdicts')).toMatch(
    /undecided \d+ .*Equivalent: a difference below 1 in either direction/,
  );
  const { markdown } = run().table;
  const cells = [...markdown.matchAll(/^\| (.*) \|$/gm)].flatMap(([, line = '']) => line.split(' | '));
  const shown = `${textOf(page, 'results')} ${textOf(page, 'verdicts')}`;
  for (const cell of cells.filter((text) => !/^(-+:?|--:)?$/.test(text.trim())))
    expect(shown).toContain(cell.trim());
  expect(textOf(page, 'figures')).toContain('score-by-rank: there is one rank');
});

test('a partial run says first what it lacks, once', async () => {
  const store = new ResultStore(folder);
  for (const trial of trials.filter(({ task }) => task === 'cola')) await store.write(doneResult(trial));
  const experiment: ExperimentFile = { spec, numLayers: 8, partial: true };
  expect(run(experiment).table.markdown).toContain('all methods: RTE, all seeds');
  const page = makeReport([run(experiment)]).replace(/\s+/g, ' ');
  const [introduction = ''] = page.split('<section id="run-1-verdicts"');
  expect(introduction).toContain(`Partial: ${trials.length / 2} of ${trials.length} trials are done.`);
  expect(page.split('all methods: RTE, all seeds')).toHaveLength(2);
});

test('provenance counts the results that share a value, and says what is not recorded', async () => {
  const store = new ResultStore(folder);
  for (const trial of trials.slice(0, 3)) await store.write(doneResult(trial));
  const text = textOf(makeReport([run()]), 'provenance');
  expect(text).toContain(`commit ${'c'.repeat(40)} 3`);
  expect(text).toContain(`model, SHA-256 ${'m'.repeat(64)} 3`);
  expect(text).toContain('machine linux-x64, cpu, 2 cores, 4.0 GiB 3');
  expect(text).toContain('packages not recorded 3');
  expect(text).toContain(
    'Trials began from 2030-01-01 00:00 to 2030-01-01 00:00 (UTC), and took 0.1 minutes together.',
  );
});

test('a selection is shown once with its certificate, layer by layer', async () => {
  const store = new ResultStore(folder);
  const certainty = {
    ...{ frequency: [1, 0.4, 0, 0, 0, 0, 0, 0.6], margin: 0.01, overlap: 0.871, undecided: [1, 7] },
    ...{ estimates: [], lower: [], upper: [], constantInputs: [0] },
  };
  for (const trial of trials.filter(({ id }) => /^cola-cka-n2-/.test(id))) {
    const result = doneResult(trial);
    await store.write({ ...result, selection: { ...result.selection, certainty } });
  }
  const text = textOf(makeReport([run()]), 'selections');
  expect(text).toContain('CKA CoLA 1, 2 2 0, 7 1, 7 0.0100 0.87');
  expect(text).toContain('7 0.1250 yes – – – 0.6000 undecided');
  expect(text).toContain('0 1.000 yes – – – 1.000 the same input for every sample');
});

test('the spec is shown as it was written, or as it was read where its text was not kept', async () => {
  expect(textOf(makeReport([run()]), 'spec')).toContain(
    'not kept with these results; this is what was read.',
  );
  await keepWrittenSpec(folder, [{ name: 'mine.yaml', text: '# a comment <b>\nname: example\n' }]);
  const page = makeReport([run({ spec, numLayers: 8, as: 'other', parts: [{ seeds: [1] }] })]);
  expect(page).toContain('<code># a comment &#60;b&#62;\nname: example\n</code>');
  expect(textOf(page, 'spec')).toContain('Run: other. A part of the spec: --seeds 1.');
});

test('several runs are in one page, and the same results give the same bytes', () => {
  const page = makeReport([run(), run({ spec, numLayers: 8, as: 'again' })]);
  expect(page).toContain('<h2>example@again</h2>');
  expect(page).toContain('href="#run-2-verdicts"');
  expect(new Set([...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)).size).toBe(
    page.match(/ id="/g)?.length,
  );
  expect(makeReport([run(), run({ spec, numLayers: 8, as: 'again' })])).toBe(page);
});

test('the largest published experiment takes less than 3 MB', async () => {
  const published = join(publishedFolder(), 'glue-mini-full');
  const experiment = readExperimentFile(published) as ExperimentFile;
  const table = makeTable(experiment, published);
  const { figures, keep } = figureKeeper();
  for await (const figure of eachFigure(experiment.spec, table.cells)) keep(figure);
  const page = makeReport([{ experiment, folder: published, table, figures }]);
  expect(figures.drawn.length).toBeGreaterThan(5);
  expect(Buffer.byteLength(page)).toBeLessThan(3_000_000);
  expect(page).not.toMatch(/(src|href)="(?!#|data:)/);
}, 120_000);
