import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { tf } from '@lamella/engine';
import { embeddedModelFolder } from '@lamella/models/embedded';
import { predictForCommand, type PredictRequest } from './predict-for-command.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'lamella-predict-'))));
afterEach(() => rmSync(root, { recursive: true }));

const roberta = join(workspaceRoot(), 'fixtures', 'roberta');
const classifier = { model: roberta, adapter: join(roberta, 'lora_adapter') };
const words = ['ship', 'left', 'the', 'harbour', 'dawn', 'rain', 'and', 'nobody', 'came'];
/** Texts of one word to thirty, in no order. */
const texts = Array.from({ length: 45 }, (_, i) =>
  Array.from({ length: 1 + ((i * 7) % 30) }, (_, j) => words[(i + j * (1 + (i % 3))) % words.length]).join(
    ' ',
  ),
);

function write(name: string, rows: readonly object[]): string {
  const path = join(root, name);
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
}

async function predict(request: Omit<PredictRequest, 'batchSize'> & { readonly batchSize?: number }) {
  const told: [number, number][] = [];
  let stdout = '';
  const listener = {
    onRows: (done: number, all: number) => void told.push([done, all]),
    write: (text: string) => void (stdout += text),
  };
  const numRows = await predictForCommand({ batchSize: 8, ...request }, listener);
  const rows = stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { numRows, stdout, rows, told };
}

test('classes with probabilities, in the order of the rows', async () => {
  const input = write(
    'in.jsonl',
    texts.map((text, id) => ({ id, text })),
  );
  const { numTensors } = tf.memory();
  const { numRows, rows, told } = await predict({ ...classifier, input, keep: ['id'] });
  expect(tf.memory().numTensors).toBe(numTensors);
  expect(numRows).toBe(45);
  expect(told).toEqual([[45, 45]]);
  expect(rows.map(({ text }) => text)).toEqual(texts);
  expect(rows.map(({ id }) => id)).toEqual([...texts.keys()]);
  for (const { prediction, probabilities } of rows) {
    const entries = Object.entries(probabilities as Record<string, number>);
    expect(entries.map(([label]) => label)).toEqual(['LABEL_0', 'LABEL_1', 'LABEL_2']);
    expect(entries.reduce((sum, [, value]) => sum + value, 0)).toBeCloseTo(1, 5);
    expect(prediction).toBe(entries.toSorted((a, b) => b[1] - a[1])[0]?.[0]);
  }
});

test.each([
  ['a classifier', classifier, texts],
  ['a number', { model: join(workspaceRoot(), 'fixtures', 'bert') }, texts],
  ['a distance-aware encoder', { model: join(workspaceRoot(), 'fixtures', 'deberta') }, texts],
  ['a decoder', { model: 'mini/llama', maxNewTokens: 5 }, texts.slice(0, 9)],
] as const)(
  '%s: the same bytes whatever the batch size, and whichever rows there are besides',
  async (_, model, some) => {
    const input = write(
      'in.jsonl',
      some.map((text) => ({ text })),
    );
    const { stdout } = await predict({ ...model, input, batchSize: 8 });
    for (const batchSize of [1, 2, 3, 50])
      expect((await predict({ ...model, input, batchSize })).stdout).toBe(stdout);
    const few = write(
      'few.jsonl',
      some.slice(3, 5).map((text) => ({ text })),
    );
    expect((await predict({ ...model, input: few })).stdout).toBe(
      stdout.split('\n').slice(3, 5).join('\n') + '\n',
    );
  },
  120_000,
);

test('CSV and JSON Lines by the ending, whole or not at all', async () => {
  const input = write(
    'in.jsonl',
    texts.slice(0, 3).map((text) => ({ text })),
  );
  await predict({ ...classifier, input, output: join(root, 'out.csv') });
  const lines = readFileSync(join(root, 'out.csv'), 'utf8').split('\n');
  expect(lines[0]).toBe('text,prediction,probabilities.LABEL_0,probabilities.LABEL_1,probabilities.LABEL_2');
  expect(lines).toHaveLength(5);
  const output = join(root, 'out.jsonl');
  await predict({ ...classifier, input, output });
  expect(readFileSync(output, 'utf8')).toBe((await predict({ ...classifier, input })).stdout);
  rmSync(output);
  await expect(predict({ ...classifier, input, output, maxLength: 500, text: 'nothing' })).rejects.toThrow(
    /nothing/,
  );
  expect(readdirSync(root).sort()).toEqual(['in.jsonl', 'out.csv']);
});

test("a decoder answers conversations in the model's template and goes on with texts", async () => {
  const model = join(root, 'llama');
  cpSync(embeddedModelFolder('mini/llama'), model, { recursive: true });
  writeFileSync(
    join(model, 'chat_template.jinja'),
    "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}{% if add_generation_prompt %}assistant:{% endif %}",
  );
  const messages = [{ role: 'user', content: 'What is 1 plus 2?' }];
  const chat = write('chat.jsonl', [{ messages }]);
  const plain = write('plain.jsonl', [{ text: 'user: What is 1 plus 2?\nassistant:' }]);
  const [asked] = (await predict({ model, input: chat, messages: 'messages', maxNewTokens: 6 })).rows;
  const [continued] = (await predict({ model, input: plain, maxNewTokens: 6 })).rows;
  expect(asked).toMatchObject({ messages, tokens: expect.any(Number), ended: expect.any(String) });
  expect(asked?.['prediction']).toBe(continued?.['prediction']);
});

const mistakes: readonly (readonly [Partial<PredictRequest>, RegExp])[] = [
  [
    { output: 'out.txt' },
    /Expected an output with one of the endings \.csv, \.jsonl, \.ndjson, got .*out\.txt/,
  ],
  [{ output: 'in.jsonl' }, /Expected another file than the input to write to/],
  [{ text: 'txet' }, /txet/],
  [{ keep: ['prediction'] }, /Expected columns of other names than prediction, probabilities/],
];

test.each(mistakes)('%j is a mistake of the user', async (fields, message) => {
  const input = write('in.jsonl', [{ text: 'a', prediction: 'b' }]);
  const output = fields.output === undefined ? {} : { output: join(root, fields.output) };
  await expect(predict({ ...classifier, input, ...fields, ...output })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(message),
  });
  expect(existsSync(join(root, 'out.txt'))).toBe(false);
});

test('a text that leaves a decoder no room is told with its place', async () => {
  const input = write('in.jsonl', [{ text: 'a' }, { text: 'one two three '.repeat(2000) }]);
  await expect(predict({ model: 'mini/llama', input, maxNewTokens: 4 })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(
      /^Expected a text of at most \d+ tokens at .*in\.jsonl:2 \(4 more are written/,
    ),
  });
});
