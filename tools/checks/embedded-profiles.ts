/**
 * Prints, as a table in Markdown, the importance (1 - CKA) of the layers of the embedded models on tasks of mini-glue: the least
 * and the greatest value, the upper half of the layers, and whether other samples would select the same ones.
 *
 *   node --import tsx tools/checks/embedded-profiles.ts [MODEL…]
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface Report {
  readonly layers: readonly { readonly importance: number; readonly hasConstantInput: boolean }[];
  readonly selection: {
    readonly layers: readonly number[];
    readonly overlap: number;
    readonly undecided: readonly number[];
  };
}

const lamella = fileURLToPath(new URL('../../packages/cli/bin/lamella.mjs', import.meta.url));
const encoders = ['mini/roberta', 'mini/deberta'];
const decoders = ['mini/llama', 'mini/mistral', 'mini/gemma'];
const tasks = ['cola', 'sst2', 'rte', 'stsb'];

/** Without layers whose input is the same for every sample, whose importance of 1 means nothing. */
function measure(model: string, task: string, pooling: string): Report {
  const options = ['--samples', '512', '--select', '0.5', '--pooling', pooling, '--json'];
  const output = execFileSync(
    process.execPath,
    [lamella, 'importance', '--model', model, '--task', task, ...options],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  return JSON.parse(output) as Report;
}

function rowOf(model: string, task: string, pooling: string): string {
  const { layers, selection } = measure(model, task, pooling);
  const values = layers.filter((layer) => !layer.hasConstantInput).map(({ importance }) => importance);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const { overlap, undecided } = selection;
  const certain = undecided.length === 0 ? 'yes' : `no (overlap ${overlap.toFixed(2)})`;
  const numbers = [least.toFixed(3), most.toFixed(3), (most - least).toFixed(3)];
  return `| ${[`\`${model}\``, pooling, task, ...numbers, selection.layers.join(', '), certain].join(' | ')} |`;
}

const asked = process.argv.slice(2);
console.log('| model | pooling | task | least | greatest | spread | upper half | certain |');
console.log('| --- | --- | --- | --: | --: | --: | --- | --- |');
for (const model of asked.length > 0 ? asked : [...encoders, ...decoders])
  for (const pooling of encoders.includes(model) ? ['cls', 'mean'] : ['last'])
    for (const task of tasks) console.log(rowOf(model, task, pooling));
