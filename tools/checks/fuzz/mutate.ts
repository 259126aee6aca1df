import type { Random } from '@lamella/core';

/** Changes some of a file's content; `others` are files of its kind, to take pieces of. */
export type Mutator = (random: Random, content: Buffer, others: readonly Buffer[]) => Buffer;

const BYTES = [0, 1, 0x0a, 0x0d, 0x1b, 0x22, 0x2c, 0x5c, 0x7f, 0x80, 0xc3, 0xfe, 0xff];
const NUMBERS = [
  0n,
  1n,
  255n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 53n,
  2n ** 63n - 1n,
  2n ** 64n - 1n,
];

const EDITS: readonly Mutator[] = [
  (random, content) => written(content, random.int(content.length), Buffer.from([random.pick(BYTES)])),
  (random, content) => {
    const at = random.int(content.length);
    return written(content, at, Buffer.from([(content[at] ?? 0) ^ (1 << random.int(8))]));
  },
  (random, content) => {
    const number = Buffer.alloc(8);
    number.writeBigUInt64LE(random.pick(NUMBERS));
    return written(content, random.int(content.length), number.subarray(0, random.pick([2, 4, 8])));
  },
  (random, content) => content.subarray(0, random.int(content.length)),
  (random, content) => content.subarray(random.int(Math.min(content.length, 16))),
  (random, content) => spliced(content, random, Buffer.alloc(0)),
  (random, content) => spliced(content, random, pieceOf(content, random)),
  (random, content, others) => spliced(content, random, pieceOf(random.pick(others), random)),
  (random, content) => spliced(content, random, Buffer.alloc(1 + random.int(4096), random.pick(BYTES))),
];

/** Bytes flipped, overwritten, cut, doubled, or taken from another file: one to three times. */
export const mutateBytes: Mutator = (random, content, others) => {
  let changed = content;
  for (let count = 1 + random.int(3); count > 0 && changed.length > 0; count--)
    changed = random.pick(EDITS)(random, changed, others);
  return changed;
};

function written(content: Buffer, at: number, bytes: Buffer): Buffer {
  const copy = Buffer.from(content);
  bytes.copy(copy, at);
  return copy;
}

function spliced(content: Buffer, random: Random, piece: Buffer): Buffer {
  const begin = random.int(content.length);
  const end = Math.min(content.length, begin + random.int(64));
  return Buffer.concat([content.subarray(0, begin), piece, content.subarray(end)]);
}

function pieceOf(content: Buffer, random: Random): Buffer {
  const begin = random.int(Math.max(1, content.length));
  return content.subarray(begin, begin + 1 + random.int(512));
}

const deep = (depth: number): unknown => Array.from({ length: depth }).reduce((inner) => [inner], 0);

/** Values that readers have stumbled over elsewhere. */
const VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1, 7, 0.5, -0.5, 1e308, -1e308, 2 ** 31, 2 ** 53 + 2, 1e-320],
  ...[
    '',
    ' ',
    'x'.repeat(5000),
    '__proto__',
    'constructor',
    '\u001b[2J',
    '\0',
    '../../x',
    '/dev/zero',
    '1e9',
  ],
  ...[[], {}, [[]], [null], { '': null }, deep(200), Array.from({ length: 1000 }, (_, index) => index)],
];

/** Members of a JSON value replaced, renamed, doubled or left out, once or twice; now and then bytes as well. */
export const mutateJson: Mutator = (random, content, others) => {
  if (random.int(5) === 0) return mutateBytes(random, content, others);
  let value: unknown = JSON.parse(content.toString('utf8'));
  for (let count = 1 + random.int(2); count > 0; count--) value = changeMember(value, random);
  return Buffer.from(JSON.stringify(value));
};

function changeMember(value: unknown, random: Random): unknown {
  const isContainer = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  if (!isContainer || random.int(12) === 0) return random.pick(VALUES);
  const entries = Object.entries(value);
  const at = random.int(entries.length);
  const [key, member] = entries[at] as [string, unknown];
  const goesDeeper = typeof member === 'object' && member !== null && random.int(3) > 0;
  const action = goesDeeper ? 0 : random.int(5);
  if (action === 1) entries.splice(at, 1);
  else if (action === 2) entries.splice(at, 1, [String(random.pick(VALUES)).slice(0, 100), member]);
  else if (action === 3) entries.push([key, member], ['__proto__', random.pick(VALUES)]);
  else entries.splice(at, 1, [key, goesDeeper ? changeMember(member, random) : random.pick(VALUES)]);
  return Array.isArray(value) ? entries.map(([, one]) => one) : Object.fromEntries(entries);
}

/** Lines left out, doubled, moved and indented, values replaced; now and then bytes as well. */
export const mutateLines: Mutator = (random, content, others) => {
  if (random.int(3) === 0) return mutateBytes(random, content, others);
  const lines = content.toString('utf8').split('\n');
  for (let count = 1 + random.int(2); count > 0; count--) changeLine(lines, random);
  return Buffer.from(lines.join('\n'));
};

function changeLine(lines: string[], random: Random): void {
  const at = random.int(lines.length);
  const line = lines[at] ?? '';
  const value = JSON.stringify(random.pick(VALUES));
  const changes: readonly (() => readonly string[])[] = [
    () => [],
    () => [line, line],
    () => [`  ${line}`],
    () => [line.trimStart()],
    () => [line.replace(/[:,]\s*[^:,]*$/, (end) => `${end[0]} ${value}`)],
    () => [line.replace(/[\w.-]+/, value.slice(0, 100))],
    () => [line.replace(/\w+$/, '&a *a')],
    () => [line, lines[random.int(lines.length)] ?? ''],
  ];
  lines.splice(at, 1, ...random.pick(changes)());
}
