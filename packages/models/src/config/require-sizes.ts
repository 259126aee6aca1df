import { UserError } from '@lamella/core';
import type { Fields } from '@lamella/files';

/**
 * Refuses sizes that transformers lets a file choose, and that are fixed here: most models have them in no other size.
 *
 * @param required what each field has to be where it is there
 * @throws {UserError} naming the field
 */
export function requireSizes(
  source: Fields,
  where: string,
  required: Readonly<Record<string, number>>,
): void {
  for (const [key, expected] of Object.entries(required)) {
    const found = source[key] ?? expected;
    if (found === expected) continue;
    throw new UserError(
      `Expected "${key}" in ${where} to be ${expected}, got ${JSON.stringify(found)}, which is not supported.`,
    );
  }
}
