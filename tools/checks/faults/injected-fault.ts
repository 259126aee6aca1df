import { join } from 'node:path';

/** One of a program's operations on files: its name with the path below the folder, and the how manieth of these it is. */
export interface Point {
  readonly role: 'main' | 'worker';
  readonly label: string;
  readonly occurrence: number;
}

/**
 * What goes wrong: at a point the process is killed with half a write done (`kill`), or its parent with it (`power-cut`); from a point
 * on the disk is full (`ENOSPC`) or can only be read (`EROFS`), for all processes; or the memory runs out, JavaScript's (`heap`) or
 * the system's (`address-space`).
 */
export type FaultKind = 'kill' | 'power-cut' | 'ENOSPC' | 'EROFS' | 'heap' | 'address-space';

/** What testing/preload.mjs does to a program and to the Node processes that it starts. */
export interface InjectedFault {
  /** Only operations below it count. */
  readonly folder: string;
  readonly fault?: FaultKind;
  readonly point?: Omit<Point, 'role'>;
  readonly role?: Point['role'];
  /** A file that the operations are noted in, one {@link Point} a line. */
  readonly trace?: string;
  /** A file that is made when the point is met. */
  readonly state?: string;
  /** Seconds by which the clock is off, in turns. */
  readonly clock?: readonly number[];
  /** Every training gets a checkpoint after so many steps. */
  readonly everySteps?: number;
}

/** The environment in which a Node program has a fault. */
export function environmentOf(fault: InjectedFault): Readonly<Record<string, string>> {
  const preload = join(import.meta.dirname, 'testing', 'preload.mjs');
  return { NODE_OPTIONS: `--import ${preload}`, INJECTED_FAULT: JSON.stringify(fault) };
}
