import { writeBeat } from './claim-file.ts';
import type { Owner } from './owner.ts';

export interface HeartbeatOptions {
  readonly everyMs: number;
  /** Called once, when the claim's file is found to be another owner's, or gone. */
  onLost(): void;
}

/** The beat of a claim: writes it now and then until it is stopped, one write after another. */
export class Heartbeat {
  readonly #path: string;
  readonly #owner: Owner;
  readonly #onLost: () => void;
  readonly #timer: NodeJS.Timeout;
  #count = 0;
  #isLost = false;
  #pending: Promise<unknown> | undefined;

  constructor(path: string, owner: Owner, { everyMs, onLost }: HeartbeatOptions) {
    this.#path = path;
    this.#owner = owner;
    this.#onLost = onLost;
    // A beat that can't be written is tried again at the next one; the claim may be lost by then.
    this.#timer = setInterval(() => {
      if (this.#pending === undefined) void this.beat().catch(() => undefined);
    }, everyMs).unref();
  }

  /** Beats now. @returns whether the claim is still the owner's */
  async beat(): Promise<boolean> {
    const before = this.#pending?.catch(() => undefined);
    const now = (async () => {
      await before;
      return this.#write();
    })();
    this.#pending = now;
    try {
      return await now;
    } finally {
      if (this.#pending === now) this.#pending = undefined;
    }
  }

  /** Resolves when nothing more is written. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#pending?.catch(() => undefined);
  }

  async #write(): Promise<boolean> {
    if (this.#isLost) return false;
    if (await writeBeat(this.#path, this.#owner, ++this.#count)) return true;
    clearInterval(this.#timer);
    this.#isLost = true;
    this.#onLost();
    return false;
  }
}
