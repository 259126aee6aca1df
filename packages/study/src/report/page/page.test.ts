import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expandSweep } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { eachFigure } from '../../figures/draw-figures.ts';
import { ResultStore } from '../../results/result-store.ts';
import { makeTable } from '../../tables/make-table.ts';
import { doneResult } from '../../testing/example-results.ts';
import { chromiumOrReason, findViolations, openBrowser } from '../../testing/report-browser.ts';
import { makeReport } from '../make-report.ts';
import { figureKeeper } from '../reported-run.ts';

const { path: chromium, reason } = chromiumOrReason();
const describeInBrowser = chromium === undefined ? describe.skip : describe;

/** Names that would run a script, or fetch something, wherever they were not escaped. */
const hostile = `"><img src="http://127.0.0.1:9/x" onerror="hacked=1"></svg><script>hacked=1</script>'`;
const example = exampleSpec(`description: ${JSON.stringify(hostile)}\n`);
const { random } = example.methods;
if (random === undefined) throw new Error('Expected the example to have random layers');
const spec = { ...example, methods: { ...example.methods, evil: { ...random, title: hostile } } };

const certainty = {
  ...{ frequency: [1, 0.4, 0, 0, 0, 0, 0, 0.6], margin: 0.01, overlap: 0.871, undecided: [1, 7] },
  ...{ estimates: [1, 0.5, 0.3, 0.2, 0.2, 0.1, 0.1, 0.1], lower: [1, 0.4, 0.2, 0.1, 0.1, 0, 0, 0] },
  ...{ upper: [1, 0.6, 0.4, 0.3, 0.3, 0.2, 0.2, 0.2], constantInputs: [0] },
};

/** A page of made-up results. */
async function writePage(folder: string): Promise<string> {
  const store = new ResultStore(folder);
  for (const trial of expandSweep(spec, 8)) {
    const result = doneResult(trial);
    const selection = trial.importance === null ? result.selection : { ...result.selection, certainty };
    await store.write({ ...result, selection });
  }
  const experiment = { spec, numLayers: 8 };
  const table = makeTable(experiment, folder);
  const { figures, keep } = figureKeeper();
  for await (const figure of eachFigure(spec, table.cells)) keep(figure);
  const file = join(folder, 'report.html');
  writeFileSync(file, makeReport([{ experiment, folder, table, figures }]));
  return pathToFileURL(file).href;
}

/** Asked in the page. */
const groundOfPage = 'getComputedStyle(document.body).backgroundColor';
const groundOfFigure = "getComputedStyle(document.querySelector('.drawing svg > rect')).fill";

describeInBrowser(`the page in a browser${reason === '' ? '' : ` (${reason})`}`, () => {
  let folder: string;
  let url: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const said: string[] = [];
  const asked: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lamella-page-'));
    url = await writePage(folder);
    browser = await openBrowser(chromium ?? '');
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(url);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('hostile names are text: no script ran, nothing was fetched, nothing was refused', async () => {
    expect(await page.locator('h2 + p').first().textContent()).toContain(hostile.slice(0, 20));
    expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false);
    expect(asked).toEqual([url]);
    expect(said).toEqual([]);
    expect(await page.locator('img, main script').count()).toBe(0);
  });

  test('a policy lets nothing run or be fetched that is put in later', async () => {
    const before = asked.length;
    const isRun = await page.evaluate(`(async () => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.later = 1';
      document.body.append(script);
      await fetch('http://127.0.0.1:9/x').catch(() => undefined);
      return 'later' in globalThis;
    })()`);
    expect(isRun).toBe(false);
    expect(asked.slice(before)).toEqual([]);
    expect(said.splice(0).filter((text) => text.includes('Content Security Policy')).length).toBeGreaterThan(
      0,
    );
  });

  test('a table is sorted by a click on its head, by value, both ways', async () => {
    const part = page.locator('#run-1-trials');
    const head = part.locator('th').filter({ hasText: /^score$/ });
    const values = (): Promise<number[]> =>
      page.evaluate(`(() => {
        const table = document.querySelector('#run-1-trials table');
        const column = [...table.tHead.rows[0].cells].findIndex((cell) => cell.textContent.trim() === 'score');
        return [...table.tBodies[0].rows].map((row) => Number(row.cells[column].dataset.value));
      })()`);
    const sorted = (await values()).sort((a, b) => a - b);
    await head.getByRole('button').click();
    expect(await values()).toEqual(sorted);
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    await head.getByRole('button').press('Enter');
    expect(await values()).toEqual(sorted.reverse());
    expect(await head.getAttribute('aria-sort')).toBe('descending');
  });

  test('rows are filtered by words, and what is shown is saved as CSV with exact values', async () => {
    const part = page.locator('#run-1-trials');
    await part.getByRole('searchbox').fill('rte full');
    expect(await part.locator('tbody tr:visible').count()).toBe(2);
    expect(await part.getByRole('status').textContent()).toMatch(/^2 of \d+ rows$/);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      part.getByRole('button', { name: 'Save as CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('trials.csv');
    const [head = '', ...rows] = readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\n');
    expect(head).toMatch(/^trial,method,N,rank,seed,score of,score,state,/);
    expect(rows.map((row) => row.split(',')[0]).sort()).toEqual(['rte-full-seed1', 'rte-full-seed2']);
    expect(rows[0]).toMatch(/,0\.\d{3},done,1000,10,0\.01,2,256,/);
    await part.getByRole('searchbox').fill('');
  });

  test('a mark tells its row under the pointer and by the arrow keys', async () => {
    const drawing = page.locator('.drawing').first();
    await drawing.locator('[data-row]').nth(1).hover({ force: true });
    expect(await page.locator('#tooltip').innerText()).toMatch(/^task: .*\nlayer: \d\nvalue: /);
    await drawing.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('#spoken').textContent()).toMatch(/^task: .*, layer: \d, value: /);
    await page.keyboard.press('Escape');
    expect(await page.locator('#tooltip').isVisible()).toBe(false);
  });

  test('below a figure is its data', async () => {
    const figure = page.locator('figure').first();
    await figure.locator('summary').click();
    const heads = await figure.locator('table').first().locator('thead th').allInnerTexts();
    expect(heads).toEqual(expect.arrayContaining(['task', 'layer', 'value', 'selected']));
  });

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)(
    'axe finds nothing in %s at %i px, and the page does not scroll sideways',
    async (colorScheme, width) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      expect(await findViolations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      const ground = await page.evaluate(groundOfPage);
      const figure = await page.evaluate(groundOfFigure);
      expect(figure).toBe(ground);
      expect(ground).toBe(colorScheme === 'dark' ? 'rgb(22, 22, 22)' : 'rgb(255, 255, 255)');
    },
    120_000,
  );

  test('on paper there is neither navigation nor control, and nothing is wider than A4, trials on its side', async () => {
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.setViewportSize({ width: 703, height: 1000 }); // A4 without its margins, in CSS pixels
    expect(await page.locator('nav, .bar input').filter({ visible: true }).count()).toBe(0);
    expect(await page.evaluate(groundOfPage)).toBe('rgb(255, 255, 255)');
    const wide = await page.evaluate(`[...document.querySelectorAll('table, .drawing svg')]
      .filter((part) => part.getBoundingClientRect().width > (part.closest('#run-1-trials') ? 1033 : 704))
      .map((part) => part.textContent.trim().slice(0, 40))`);
    expect(wide).toEqual([]);
  });

  test('without scripts everything can be read', async () => {
    const plain = await browser.newPage({ javaScriptEnabled: false });
    await plain.goto(url);
    expect(await plain.getByRole('table').first().isVisible()).toBe(true);
    expect(await plain.locator('.bar').count()).toBe(0);
    await plain.close();
  });
});
