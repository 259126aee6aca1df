import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { canonicalJson, hashFile, hashJson, shortHash } from './hash.ts';

// SHA-256 of "abc", from FIPS 180-4's examples.
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

describe('canonicalJson', () => {
  test('sorts keys at every depth, and leaves the order of lists', () => {
    expect(canonicalJson({ b: [{ z: 1, y: 2 }, 0], a: { d: null, c: true } })).toBe(
      '{"a":{"c":true,"d":null},"b":[{"y":2,"z":1},0]}',
    );
  });

  test('leaves out undefined members', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  test('equal numbers have equal text, however they are written', () => {
    expect(canonicalJson({ rate: 1e-4 })).toBe(canonicalJson({ rate: 0.0001 }));
  });

  test('is what JSON.stringify writes of sorted members, whatever the value', () => {
    const reference = (value: unknown): string =>
      JSON.stringify(value, (_key, member: unknown) =>
        member === null || typeof member !== 'object' || Array.isArray(member)
          ? member
          : Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))),
      );
    const values = fc.anything({
      key: fc.oneof(fc.string(), fc.constantFrom('2', '10', '__proto__', 'toJSON')),
      withDate: true,
      values: [fc.boolean(), fc.double(), fc.string(), fc.constantFrom(null, undefined)],
    });
    fc.assert(fc.property(values, (value) => expect(canonicalJson(value)).toBe(reference(value))));
  });

  test('does not touch its argument', () => {
    const value = Object.freeze({ b: 1, a: Object.freeze({ d: 1, c: 2 }) });
    canonicalJson(value);
    expect(Object.keys(value)).toEqual(['b', 'a']);
  });
});

describe('hashJson', () => {
  test('is SHA-256 of the canonical text', () => {
    // printf '{"a":1,"b":[2]}' | sha256sum
    expect(hashJson({ b: [2], a: 1 })).toBe(
      '0855bfc20eb6cfaa4be7d6b510c63dd22997718bddadcb1a4915cec3a16145b9',
    );
  });

  test('does not depend on the order of keys, but on everything else', () => {
    const hash = hashJson({ task: 'cola', seeds: [1, 2] });
    expect(hashJson({ seeds: [1, 2], task: 'cola' })).toBe(hash);
    expect(hashJson({ seeds: [2, 1], task: 'cola' })).not.toBe(hash);
    expect(hashJson({ seeds: ['1', 2], task: 'cola' })).not.toBe(hash);
  });
});

describe('hashFile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-hash-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is SHA-256 of the bytes', async () => {
    const path = join(folder, 'abc');
    writeFileSync(path, 'abc');
    expect(await hashFile(path)).toBe(ABC);
  });

  test('reads files of many chunks', async () => {
    const path = join(folder, 'zeros');
    writeFileSync(path, Buffer.alloc(1_000_000));
    // head -c 1000000 /dev/zero | sha256sum
    expect(await hashFile(path)).toBe('d29751f2649b32ff572b5e0a9f541ea660a50f94ff0beedfb0b692b924cc8025');
  });

  test('fails on a file that is missing', async () => {
    await expect(hashFile(join(folder, 'none'))).rejects.toThrow(/ENOENT/);
  });
});

test('a short hash has the first sixteen digits', () => {
  expect(shortHash(ABC)).toBe('sha256:ba7816bf8f01cfea');
});
