import type { Mutator } from './mutate.ts';

/** A kind of input: sound files of it, how they are changed, and what reads them. */
export interface Kind {
  readonly name: string;
  /** The name that the file has in its folder. */
  readonly file: string;
  readonly seeds: () => readonly Buffer[];
  /** Sound files beside it, by name. */
  readonly beside?: Readonly<Record<string, string>>;
  readonly mutate: Mutator;
  /** Reads the file as Lamella does; throws what Lamella throws. */
  readonly read: (path: string) => unknown;
  /** A kind that takes so many times as long as others gets as many times fewer inputs. @default 1 */
  readonly cost?: number;
}
