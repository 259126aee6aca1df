import { messageOf } from '@lamella/core';
import { findSandbox } from '../sandbox/find-sandbox.ts';
import type { Sandbox } from '../sandbox/judgement.ts';

/** The sandbox of this machine, or why there is none: tests that need it are skipped then, and say so. */
export async function sandboxOrReason(): Promise<{ sandbox?: Sandbox; reason: string }> {
  try {
    return { sandbox: await findSandbox(), reason: '' };
  } catch (error) {
    return { reason: messageOf(error) };
  }
}

/** `describe` where there is a sandbox; elsewhere the reason stands in the title of what is skipped. */
export function describeInSandbox(
  title: string,
  { sandbox, reason }: { sandbox?: Sandbox; reason: string },
  tests: (sandbox: Sandbox) => void,
): void {
  if (sandbox !== undefined) describe(title, () => tests(sandbox));
  else describe.skip(`${title} (${reason})`, () => test('needs the sandbox', () => {}));
}
