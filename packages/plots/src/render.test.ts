import { Resvg } from '@resvg/resvg-js';
import type { TopLevelSpec } from 'vega-lite';

import { renderPng, renderSvg, svgWidth } from './render.ts';
import { countDark, readPng } from './testing/read-png.ts';
import { config, sizes } from './theme.ts';

const spec: TopLevelSpec = {
  config,
  title: 'Accuracy of three methods',
  width: 300,
  height: 60,
  data: {
    values: [
      { method: 'first', score: 1 },
      { method: 'second', score: 2 },
    ],
  },
  mark: 'bar',
  encoding: { x: { field: 'score', type: 'quantitative' }, y: { field: 'method', type: 'nominal' } },
};

test('a PNG has twice the pixels of its SVG and text in it', async () => {
  const { svg } = await renderSvg(spec);
  const pixels = readPng(renderPng(svg));
  expect(pixels.width).toBe(sizes.scale * svgWidth(svg));
  const title = { left: 0, top: 0, right: pixels.width, bottom: 60, level: 100 };
  expect(countDark(pixels, title)).toBeGreaterThan(500);
});

test('text vanishes without our fonts: what the test above would see if they were not found', async () => {
  const font = { fontFiles: [], loadSystemFonts: false };
  const pixels = readPng(
    new Resvg((await renderSvg(spec)).svg, { font, fitTo: { mode: 'zoom', value: 2 } }).render().asPng(),
  );
  expect(countDark(pixels, { left: 0, top: 0, right: pixels.width, bottom: 60, level: 100 })).toBe(0);
});

test('equal specs give equal SVGs, whatever was drawn before', async () => {
  const clipped: TopLevelSpec = { ...spec, mark: { type: 'bar', clip: true } };
  const before = await renderSvg(clipped);
  expect(before.svg).toContain('url(#clip0)');
  await renderSvg({ ...clipped, width: 200 });
  expect(await renderSvg(clipped)).toEqual(before);
});

test.each([
  [
    'a scale that Vega-Lite does not take',
    { ...spec, encoding: { x: { field: 'method', type: 'nominal', stack: 'zero', scale: { type: 'log' } } } },
  ],
  [
    'a dataset without an extent',
    {
      ...spec,
      data: { values: [] },
      mark: 'point',
      encoding: { x: { field: 'score', type: 'quantitative', scale: { type: 'log' } } },
    },
  ],
] as [string, TopLevelSpec][])('%s is an error and not a warning', async (_, broken) => {
  await expect(renderSvg(broken)).rejects.toThrow(/Vega refuses part of a figure/);
});
