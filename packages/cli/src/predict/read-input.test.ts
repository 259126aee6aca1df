import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseColumns, type InputColumns, readInput, refuseSameNames } from './read-input.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'lamella-input-'))));
afterEach(() => rmSync(root, { recursive: true }));

const read = (columns: InputColumns, rows: readonly object[], isDecoder = false) => {
  const path = join(root, 'in.jsonl');
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return readInput(path, { columns, isDecoder, keep: ['id'].filter((name) => name in (rows[0] ?? {})) });
};

test('texts and pairs, with columns to repeat', async () => {
  const { shown, row, table } = await read({ text: 'a', textPair: 'b' }, [{ id: 3, a: 'x', b: 'y', c: 'z' }]);
  expect(shown).toEqual(['id', 'a', 'b']);
  expect(row(0)).toEqual({ form: 'text', text: 'x', pair: 'y', where: table.where(0) });
  expect(table.value(0, 'id')).toBe(3);
});

test("an instruction is in Alpaca's prompt, and its input may be empty", async () => {
  const rows = [{ q: 'Add.', c: '1 and 2' }, { q: 'Sing.', c: '' }, { q: 'Stop.' }];
  const { row } = await read({ instruction: 'q', instructionInput: 'c' }, rows, true);
  expect(row(0)).toMatchObject({
    text: expect.stringMatching(/Add\.\n\n### Input:\n1 and 2\n\n### Response:$/),
  });
  expect(row(1)).toMatchObject({ text: expect.not.stringMatching('### Input') });
  expect(row(2)).toMatchObject({ text: expect.not.stringMatching('### Input') });
});

test("a conversation ends where it is the assistant's turn", async () => {
  const user = { role: 'user', content: 'Hi' };
  const rows = [{ m: [user] }, { m: [user, { role: 'assistant', content: 'Hello' }] }];
  const { row } = await read({ messages: 'm' }, rows, true);
  expect([row(0), row(1)]).toMatchObject(Array(2).fill({ form: 'messages', messages: [user] }));
});

const errors: readonly (readonly [InputColumns, readonly object[], boolean, RegExp])[] = [
  [
    { text: 'a' },
    [{ a: 'x' }, { a: ' ' }],
    false,
    /^Expected a text that is not empty at .*in\.jsonl:2, column "a", got " "/,
  ],
  [{ text: 'a' }, [{ a: 'x' }, { a: 5 }], false, /^Expected a text at .*:2, column "a", got 5/],
  [{ text: 'a' }, [{ b: 'x' }], false, /"a"/],
  [{ text: 'a', textPair: 'b' }, [{ a: 'x', b: 'y' }, { a: 'x' }], false, /:2, column "b", got none/],
  [{ messages: 'm' }, [{ m: [{ role: 'robot', content: 'x' }] }], true, /:1, column "m", message 1.*"robot"/],
  [
    { messages: 'm' },
    [{ m: [{ role: 'assistant', content: 'x' }] }],
    true,
    /Expected a message of the user at .*:1, column "m"/,
  ],
  [
    { messages: 'm' },
    [{ m: [] }],
    false,
    /Expected --text with the name of a column, got a column that decoders alone read/,
  ],
  [
    { text: 'a', textPair: 'b' },
    [{ a: 'x' }],
    true,
    /Expected one of --text, --instruction and --messages .*got --text-pair/,
  ],
  [{ text: 'a', messages: 'b' }, [{ a: 'x' }], true, /Expected one of .*got several/],
  [{ instructionInput: 'b' }, [{ b: 'x' }], true, /got none/],
];

test.each(errors)(
  '%j of %j (decoder: %s) is a mistake of the user',
  async (columns, rows, isDecoder, message) => {
    await expect(read(columns, rows, isDecoder)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  },
);

test('columns are those that are named, or those of the training, or one of the name text', () => {
  const trained = { text: 'review', textPair: 'title', label: 'stars' };
  expect(chooseColumns({ text: 'a' }, trained)).toEqual({ text: 'a' });
  expect(chooseColumns({}, trained)).toEqual({ text: 'review', textPair: 'title' });
  expect(chooseColumns({}, { instruction: 'q', input: 'c', output: 'o' })).toEqual({
    instruction: 'q',
    instructionInput: 'c',
  });
  expect(chooseColumns({})).toEqual({ text: 'text' });
});

test('a column can’t have the name of what is predicted', () => {
  expect(() => refuseSameNames(['text', 'prediction'], ['prediction'])).toThrow(/got "prediction"/);
  expect(() => refuseSameNames(['text'], ['prediction'])).not.toThrow();
});
