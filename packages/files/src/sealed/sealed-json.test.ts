import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readSealedJson, seal, unseal } from './sealed-json.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-sealed-'));
const path = join(folder, 'x.json');
afterAll(() => rmSync(folder, { recursive: true }));

const value = { format: 2, values: [0.25, 1e-7, -0, 3], text: 'é\u0000', inner: { b: null, a: true } };
const text = JSON.stringify(seal(value), null, 2);

function read(content: string): ReturnType<typeof readSealedJson> {
  writeFileSync(path, content);
  return readSealedJson(path, 2);
}

test('the seal is the SHA-256 of the JSON with sorted keys and without spaces', () => {
  const canonical = '{"a":[1,2],"b":"x"}';
  expect(seal({ b: 'x', a: [1, 2] }).seal).toBe(createHash('sha256').update(canonical).digest('hex'));
});

test('what was written comes back, however it is laid out', () => {
  const whole = { kind: 'whole', value: JSON.parse(JSON.stringify(value)), isSealed: true };
  expect(read(text)).toEqual(whole);
  const { seal: stored, ...rest } = JSON.parse(text) as Record<string, unknown>;
  const reversed = Object.fromEntries(Object.entries({ ...rest, seal: stored }).reverse());
  expect(read(JSON.stringify(reversed))).toEqual(whole);
});

test.each([
  ['a changed digit', text.replace('0.25', '0.26'), /^its content is not what was written/],
  ['a value less', text.replace('0.25,', ''), /^its content is not what was written/],
  ['a member more', text.replace('{', '{"more": 1,'), /^its content is not what was written/],
  ['no seal', JSON.stringify(value), /^its seal is missing$/],
  ['half of it', text.slice(0, text.length / 2), /^line \d+:\d+: not valid JSON/],
  ['nothing', '', /^line 1:1: not valid JSON: expected a value, got the end of the text$/],
  ['zeros', '\0'.repeat(100), /^Expected text at line 1, got a NUL byte\. It is no text, or it is damaged$/],
  ['a list', '[1]', /^it is a list instead of an object$/],
  ['null', 'null', /^it is null instead of an object$/],
])('%s is damage', (_name, content, reason) => {
  expect(read(content)).toEqual({ kind: 'damaged', reason: expect.stringMatching(reason) });
});

test('no change of one character of the content is believed', () => {
  const isBelieved = (content: string): boolean => {
    const reading = read(content);
    // Another character in a space leaves the value what it was.
    return reading.kind === 'whole' && JSON.stringify(reading.value) !== JSON.stringify(value);
  };
  const places = fc.tuple(fc.nat(text.length - 1), fc.constantFrom(...'0179ax"{}[],: \0'));
  fc.assert(
    fc.property(places, ([at, letter]) => !isBelieved(text.slice(0, at) + letter + text.slice(at + 1))),
    { numRuns: 500, examples: [[[text.indexOf('0.25') + 3, '6']]] },
  );
});

test('a file of a version without seals is taken as it is, and known as such', () => {
  expect(read('{"format": 1, "a": 2}')).toEqual({
    kind: 'whole',
    value: { format: 1, a: 2 },
    isSealed: false,
  });
  expect(unseal({})).toEqual({ kind: 'whole', value: {}, isSealed: false });
});

test('a file of a later version is neither whole nor damaged, whatever its seal', () => {
  expect(read('{"format": 3, "seal": "another kind"}')).toEqual({ kind: 'newer', format: 3 });
});

test('an absent file is absent, one that may not be read is an error', () => {
  expect(readSealedJson(join(folder, 'y.json'), 2)).toEqual({ kind: 'absent' });
  expect(() => readSealedJson(join(path, 'below.json'), 2)).toThrow(/a parent of it is a file/);
  writeFileSync(path, text);
  chmodSync(path, 0);
  // Root reads it all the same.
  if (process.getuid?.() !== 0) expect(() => readSealedJson(path, 2)).toThrow(/permission denied/);
});
