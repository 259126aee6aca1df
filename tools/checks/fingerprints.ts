import type { Fingerprint } from '@lamella/study';

/** By trial, what it came to. */
export type Fingerprints = ReadonlyMap<string, Fingerprint>;

/** The trials of one run of which another has not the same, with the parts that differ. */
export function differences(one: Fingerprints, other: Fingerprints): string[] {
  return [...one].flatMap(([id, parts]) => {
    const different = [...parts].filter(([part, hash]) => other.get(id)?.get(part) !== hash);
    return different.length === 0 ? [] : [`${id}: ${different.map(([part]) => part).join(', ')}`];
  });
}
