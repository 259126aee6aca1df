// Makes a CSV of many rows, and measures how long reading, splitting and tokenising it take, and how much memory:
// node --import tsx tools/checks/measure-table.ts MODEL_FOLDER [ROWS] [FILE]
import { existsSync } from 'node:fs';
import { mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { cacheFolder, listenToProgress, peakMemoryBytes, Random, UserError } from '@lamella/core';
import { encodeExamples } from '@lamella/datasets';
import { loadTokenizer } from '@lamella/models';
import { loadTableTask } from '@lamella/tasks';

const words =
  `the a of and in to is was it that film movie story plot actor scene music camera director ending beginning
character dialogue “quoted” naïve café très better worse rather quite never always almost nearly wonderful terrible boring
brilliant moving funny slow, quick, loud, quiet, sad; glad: long short deep shallow green bright dark old young new first last
second performance audience picture screenplay soundtrack adaptation sequel masterpiece disappointment recommendation`.split(
    /\s+/,
  );

const [modelFolder = '', numRows = '1000000', given] = process.argv.slice(2);
if (modelFolder === '') throw new UserError('Expected the folder of a model with a tokenizer, got none.');
const path = given ?? `${cacheFolder()}/tables/${numRows}-rows.csv`;
if (!existsSync(path)) await writeRows(path, Number(numRows));

const { size } = await stat(path);
console.log(`${path}: ${(size / 1e6).toFixed(0)} MB`);
const begin = performance.now();
const say = (what: string): void => {
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  const cpu = process.cpuUsage();
  const busy = ((cpu.user + cpu.system) / 1e6).toFixed(1);
  console.log(
    `${seconds} s (processor ${busy} s), at most ${(peakMemoryBytes() / 2 ** 20).toFixed(0)} MiB: ${what}`,
  );
};
let shown = 0;
const data = { kind: 'table', train: path, text: 'review', label: 'stars' } as const;
listenToProgress(({ what, share }) => {
  if (share < shown + 0.25 && share > shown) return;
  shown = share < 1 ? share : 0;
  say(`${what}, ${(100 * share).toFixed(0)} %`);
});
const task = await loadTableTask('text-classification', data);
const { train, dev } = task.splits;
say(
  `checked and split: ${train.length} training rows, ${dev.length} dev rows, ${task.labels.length} classes`,
);
const tokenizer = loadTokenizer(modelFolder);
const encoded = [
  await encodeExamples(train, tokenizer, { maxLength: 128 }),
  await encodeExamples(dev, tokenizer, { maxLength: 128 }),
].flat();
const numTokens = encoded.reduce((sum, { ids }) => sum + ids.length, 0);
say(`tokenised: ${(numTokens / 1e6).toFixed(1)} million tokens`);

async function writeRows(file: string, count: number): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const random = new Random('rows');
  const handle = await open(file, 'w');
  await handle.write('id,review,stars\n');
  for (let done = 0; done < count; done += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, count - done) }, (_, i) => {
      const text = Array.from({ length: 25 + random.int(40) }, () => random.pick(words)).join(' ');
      return `${done + i},"${text}",${1 + random.int(5)}\n`;
    });
    await handle.write(lines.join(''));
  }
  await handle.close();
}
