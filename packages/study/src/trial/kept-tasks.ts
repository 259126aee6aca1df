import { canonicalJson, listenToWarnings, warn } from '@lamella/core';
import type { EncodedExample } from '@lamella/datasets';
import { sum } from '@lamella/metrics';

/** Bytes of examples that may be kept beside those of the present task. */
const MAX_BYTES = 64 * 2 ** 20;

/** About the bytes of an example besides its tokens. */
const EXAMPLE_BYTES = 256;

/** The part of a task that tells how large it is. */
interface Sized {
  readonly train: readonly EncodedExample[];
  readonly scored?: readonly EncodedExample[];
}

interface Kept<Task> {
  readonly task: Task;
  readonly bytes: number;
  /** Told while it was read. */
  readonly warnings: readonly string[];
}

/**
 * The tasks that a worker has read and encoded for trials so far, for those that follow: the latest one, and before it those that
 * are small. What is kept is never changed; each trial gets it with the warnings that reading it gave.
 */
export class KeptTasks {
  /** The least recently used comes first. */
  readonly #kept = new Map<string, Kept<Sized>>();

  /** Number of tasks that are kept. */
  get size(): number {
    return this.#kept.size;
  }

  /**
   * A task that was loaded for the same settings before, or the one that `load` gives.
   *
   * @param settings all that it depends on, contents of files by what tells that they have changed
   */
  async find<Task extends Sized>(settings: unknown, load: () => Promise<Task>): Promise<Task> {
    const key = canonicalJson(settings);
    const known = this.#kept.get(key) as Kept<Task> | undefined;
    this.#kept.delete(key);
    if (known === undefined) this.#forgetLarge();
    else for (const message of known.warnings) warn(message);
    const kept = known ?? (await loadHearing(load));
    this.#kept.set(key, kept);
    return kept.task;
  }

  /** Forgets what `find` will not keep beside the task of these settings. */
  makeRoomFor(settings: unknown): void {
    if (!this.#kept.has(canonicalJson(settings))) this.#forgetLarge();
  }

  /** Forgets the least recently used tasks until the others are small. */
  #forgetLarge(): void {
    for (const key of this.#kept.keys()) {
      const bytes = sum(Array.from(this.#kept.values(), (kept) => kept.bytes));
      if (bytes <= MAX_BYTES) return;
      this.#kept.delete(key);
    }
  }
}

async function loadHearing<Task extends Sized>(load: () => Promise<Task>): Promise<Kept<Task>> {
  const warnings: string[] = [];
  const end = listenToWarnings((message) => void warnings.push(message));
  try {
    const task = await load();
    const { train, scored = [] } = task;
    return { task, warnings, bytes: sum(train.map(bytesOf)) + sum(scored.map(bytesOf)) };
  } finally {
    end();
  }
}

function bytesOf({ ids, images = [] }: EncodedExample): number {
  const pixels = sum(images.map(({ image }) => image.shape.reduce((a, b) => a * b)));
  return 8 * ids.length + EXAMPLE_BYTES + pixels;
}
