import {
  type Binding,
  currentBinding,
  overrideBinding,
  withBinding,
  withBindingDuring,
} from '../native/binding.ts';
import { tf } from '../index.ts';

/**
 * Runs a body and checks that it leaves as many tensors as it returns: those of tfjs, and the handles that the engine
 * holds on the native side by itself (captured weights, variables, float64 values).
 *
 * @param body synchronous; tensors that live before and are uploaded by it are not counted
 * @param numReturned number of tensors that are the caller's afterwards
 * @returns what the body returns
 */
export function expectNoLeakedTensors<T>(body: () => T, numReturned = 0): T {
  const count = startCounting();
  const result = withBinding(count.binding, body);
  count.check(numReturned);
  return result;
}

/** As {@link expectNoLeakedTensors}, of a body that leaves none and beside which nothing else uses the engine. */
export async function expectNoneLeakedBy<T>(body: () => Promise<T>): Promise<T> {
  const count = startCounting();
  const result = await withBindingDuring(count.binding, body);
  count.check(0);
  return result;
}

function startCounting(): { readonly binding: Binding; check(numReturned: number): void } {
  const live = new Set<number>();
  const before = tf.memory().numTensors;
  const check = (numReturned: number): void => {
    const numLeft = tf.memory().numTensors - before;
    if (numLeft !== numReturned) throw new Error(`Expected ${numReturned} new tensors, got ${numLeft}`);
    if (live.size > numReturned) {
      throw new Error(`Expected at most ${numReturned} new native handles, got ${live.size}`);
    }
  };
  return { binding: countHandles(currentBinding(), live), check };
}

/** A binding that notes which handles ops make and which of them are not freed. */
function countHandles(native: Binding, live: Set<number>): Binding {
  const note = (id: number): number => {
    live.add(id);
    return id;
  };
  return overrideBinding(native, {
    executeOp(...call) {
      const outputs = native.executeOp(...call);
      for (const { id } of outputs) note(id);
      return outputs;
    },
    createTensorFromBytes: (tensor) => note(native.createTensorFromBytes(tensor)),
    deleteTensor(id) {
      native.deleteTensor(id);
      live.delete(id);
    },
  });
}
