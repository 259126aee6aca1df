import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;

/** Has V8 collect what nothing refers to any more, now: for memory that lies outside of its heap, of whose size it knows nothing. */
export function collectGarbage(): void {
  collect ??= findCollector();
  collect();
}

/** V8's own collector, which programs see only if they ask for it. */
function findCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
