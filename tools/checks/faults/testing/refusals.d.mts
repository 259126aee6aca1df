import type { DiskOperation } from './watch-disk.mjs';

export declare function refuses(fault: string | undefined, operation: DiskOperation): void;
