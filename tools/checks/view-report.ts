// Looks at a report in Chromium: node --import tsx tools/checks/view-report.ts FILE FOLDER
// Leaves pictures of it in the folder, light and dark at 1360 and 390 px, and the pages on A4 as PDF; prints its size, how long it
// takes to open, and what axe finds. Fails if axe finds anything, the page scrolls sideways, or its console says anything.
import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromiumOrReason, findViolations, openBrowser } from '@lamella/study/testing';

const [file, folder] = process.argv.slice(2).map((path) => resolve(path));
const { path, reason } = chromiumOrReason();
if (file === undefined || folder === undefined || path === undefined)
  throw new Error(path === undefined ? `Expected a Chromium, got ${reason}` : 'Expected FILE FOLDER');
mkdirSync(folder, { recursive: true });
console.log(`${(statSync(file).size / 1e6).toFixed(2)} MB`);
const url = pathToFileURL(file).href;
const browser = await openBrowser(path);
const problems: string[] = [];
for (const width of [1360, 390]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const name = `${width}-${colorScheme}`;
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    page.on('console', (message) => problems.push(`${name}: ${message.text()}`));
    page.on('pageerror', (error) => problems.push(`${name}: ${String(error)}`));
    await page.goto(url);
    const ms = await page.evaluate<number>("performance.getEntriesByType('navigation')[0].loadEventEnd");
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
    const violations = await findViolations(page);
    problems.push(...violations.map((violation) => `${name}: ${violation}`));
    const scrolled = await page.evaluate<number>('document.documentElement.scrollWidth');
    if (scrolled > width) problems.push(`${name}: ${scrolled} px wide`);
    console.log(`${name}: open after ${ms.toFixed(0)} ms, axe: ${violations.length} violations`);
    await page.close();
  }
}
const page = await browser.newPage();
await page.goto(url);
await page.pdf({ path: join(folder, 'a4.pdf'), preferCSSPageSize: true });
await browser.close();
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
