import { availableParallelism } from 'node:os';
import { shareCores } from './share-cores.ts';

test('a spec says how many threads, or workers share the processors', () => {
  expect(shareCores({ workers: 3, threads: 5 })).toEqual({ workers: 3, threads: 5 });
  expect(shareCores({ workers: 2 * availableParallelism() }).threads).toBe(1);
  expect(shareCores({ workers: 1 }).threads).toBe(availableParallelism());
});
