import type { Binding, TensorMetadata } from './binding.ts';
import { SharedCopies } from './shared-copies.ts';

function openCopies(): {
  readonly copies: SharedCopies;
  readonly native: Binding;
  readonly deleted: number[];
} {
  const deleted: number[] = [];
  const native = { deleteTensor: (id: number) => void deleted.push(id) } as unknown as Binding;
  let next = 100;
  const make = (_: Binding, original: number): TensorMetadata | undefined =>
    original === 13 ? undefined : { id: next++, dtype: 1, shape: [2] };
  return { copies: new SharedCopies('turned', make), native, deleted };
}

test('a copy is made once and freed with its last user; the next one is new', () => {
  const { copies, native, deleted } = openCopies();
  expect(copies.acquire(native, 1).id).toBe(100);
  expect(copies.acquire(native, 2).id).toBe(101);
  expect(copies.acquire(native, 1).id).toBe(100);
  copies.release(native, 1);
  expect(deleted).toEqual([]);
  copies.release(native, 1);
  expect(deleted).toEqual([100]);
  expect(copies.acquire(native, 1).id).toBe(102);
});

test('a copy that is not there can’t be given back, and one that can’t be made is an error', () => {
  const { copies, native } = openCopies();
  expect(() => copies.release(native, 1)).toThrow('Expected a turned copy of the tensor 1, found none');
  expect(() => copies.acquire(native, 13)).toThrow('Expected a turned copy of a tensor, got none');
});
