import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** The path of a Chromium, or why there is none: tests that need one are skipped then. */
export function chromiumOrReason(): { readonly path?: string; readonly reason: string } {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const path = folders.flatMap((folder) => names.map((name) => join(folder, name))).find(existsSync);
  if (path !== undefined) return { path, reason: '' };
  return { reason: `no ${names.join(', ')} on PATH; tools/checks/set-up-chromium.sh installs Debian's` };
}

/** Starts a Chromium without a window; the caller closes it. */
export async function openBrowser(path: string): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  // Chromium has no sandbox for root, and what is shown is our own page.
  return chromium.launch({ executablePath: path, args: ['--no-sandbox'] });
}

/** The violations that axe finds in a page, a line for each rule, as far as it can tell for sure. */
export async function findViolations(page: Page): Promise<string[]> {
  const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  await page.evaluate(readFileSync(axe, 'utf8'));
  return page.evaluate(async () => {
    const { axe: loaded } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await loaded.run({ resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}
