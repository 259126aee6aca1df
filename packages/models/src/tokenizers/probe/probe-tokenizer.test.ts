import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedModelFolder } from '../../embedded/index.ts';
import { probeTokenizer } from './index.ts';

const sound = JSON.parse(
  readFileSync(join(embeddedModelFolder('mini/roberta'), 'tokenizer.json'), 'utf8'),
) as Record<string, unknown>;
const before = process.env['XDG_CACHE_HOME'];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamella-probe-'));
  process.env['XDG_CACHE_HOME'] = join(folder, 'cache');
});
afterEach(() => {
  if (before === undefined) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = before;
  rmSync(folder, { recursive: true });
});
const probe = (changes: object): Promise<void> => {
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify({ ...sound, ...changes }));
  return probeTokenizer(folder);
};

test('a sound tokenizer passes, and so does a folder without one', async () => {
  await probeTokenizer(folder);
  await probe({});
});

test('what the library refuses by itself is left to it', async () => {
  await probe({ model: { type: 'BPE', vocab: 'none' } });
});

test.each([
  [
    'a pattern that searches without an end',
    { pre_tokenizer: split('(\\w+\\s?)*!') },
    /tried it (was ended by SIG|takes more)/,
  ],
  [
    'a normaliser that makes texts grow',
    { normalizer: { type: 'Sequence', normalizers: Array.from({ length: 4 }, () => grow(30)) } },
    /(made a text grow more than ten-thousandfold|takes more than \d+ (MiB|s))/,
  ],
])('%s is refused before it is loaded here', async (_name, changes, reason) => {
  await expect(probe(changes)).rejects.toMatchObject({ message: expect.stringMatching(reason), exitCode: 2 });
});

function split(regex: string): object {
  return { type: 'Split', pattern: { Regex: regex }, behavior: 'Isolated', invert: false };
}

function grow(times: number): object {
  return { type: 'Replace', pattern: { Regex: '[a-z]' }, content: 'z'.repeat(times) };
}
