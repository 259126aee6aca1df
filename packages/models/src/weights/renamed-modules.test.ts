import { fromNewerName, mapNames, renameTensors, toNewerName } from './renamed-modules.ts';
import type { TensorReader } from './weight-account.ts';

const renames = {
  renamedModules: [
    ['text.body.', 'body.text.'],
    ['text.head.', 'head.'],
  ],
} as const;
const names = [
  ['text.body.a.weight', 'body.text.a.weight'],
  ['text.head.weight', 'head.weight'],
  ['text.body.head.weight', 'body.text.head.weight'],
  ['other.weight', 'other.weight'],
] as const;

test.each(names)('%s is %s', (ours, newer) => {
  expect(toNewerName(renames, ours)).toBe(newer);
  expect(fromNewerName(renames, newer)).toBe(ours);
  expect(fromNewerName(renames, ours)).toBe(ours);
  expect(toNewerName({}, ours)).toBe(ours);
});

const reader: TensorReader = {
  names: () => ['body.text.a.weight', 'other.weight'],
  shape: (name) => [name.length],
  read: (name) => Float32Array.of(name.length),
};

test('a checkpoint is read by our names', () => {
  const renamed = renameTensors(reader, renames, 'x');
  expect(renamed.names()).toEqual(['text.body.a.weight', 'other.weight']);
  expect(renamed.shape('text.body.a.weight')).toEqual([18]);
  expect(renamed.read('other.weight')).toEqual(Float32Array.of(12));
  expect(renameTensors(reader, {}, 'x')).toBe(reader);
});

test('a tensor under both names is refused', () => {
  expect(() => mapNames(['head.b', 'text.head.b'], (name) => fromNewerName(renames, name), 'x')).toThrow(
    'Expected each tensor once in x, got it as head.b and as text.head.b.',
  );
});

test('norms of old checkpoints have gamma and beta', () => {
  const old = { ...reader, names: () => ['a.LayerNorm.gamma', 'a.LayerNorm.beta', 'a.gamma'] };
  const renamed = renameTensors(old, {}, 'x');
  expect(renamed.names()).toEqual(['a.LayerNorm.weight', 'a.LayerNorm.bias', 'a.gamma']);
  expect(renamed.shape('a.LayerNorm.bias')).toEqual(['a.LayerNorm.beta'.length]);
  const twice = { ...reader, names: () => ['a.LayerNorm.gamma', 'a.LayerNorm.weight'] };
  expect(() => renameTensors(twice, {}, 'x')).toThrow('Expected each tensor once in x');
});
