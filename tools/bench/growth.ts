// How time and memory grow with layers, hidden size, tokens, batch, examples, trials and workers: five points each, in processes of their
// own, with exponents, figures and the errors of the predictions.
// npx nx run tools:bench-growth [--only=layers,tokens] [--steps=5] [--out=docs]
import './user-errors.ts';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { unknownName, UserError } from '@lamella/core';
import { writeFileAtomically } from '@lamella/files';
import { drawGrowth, type GrowthCurve } from '@lamella/plots';
import { type GrowthAxis, growthAxes } from './growth/growth-axes.ts';
import { type Circumstances, growthPage, largestErrors, type MeasuredAxis } from './growth/growth-page.ts';
import { measurePoint } from './growth/measure-point.ts';
import { findMachine, readLoad } from './machine.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    steps: { type: 'string', default: '5' },
    out: { type: 'string', default: 'docs' },
  },
});

const before = readLoad();
const measured = chosenAxes(options.only).map(measure);
const where: Circumstances = { ...findMachine(), load: [before, readLoad()] };
await write(measured, where, options.out);
console.log(`largest errors of predictions: ${JSON.stringify(largestErrors(measured))}`);

function chosenAxes(only: string | undefined): readonly GrowthAxis[] {
  if (only === undefined) return growthAxes;
  return only.split(',').map((name) => {
    const axis = growthAxes.find((candidate) => candidate.name === name);
    if (axis !== undefined) return axis;
    const known = growthAxes.map((candidate) => candidate.name);
    throw new UserError(unknownName('axis', name, known), { exitCode: 2 });
  });
}

function measure(axis: GrowthAxis): MeasuredAxis {
  const points = axis.points.map(({ value, work }) => {
    const figures = measurePoint(work, { steps: Number(options.steps) });
    console.error(`${axis.name} ${value}: ${JSON.stringify(figures)}`);
    return { value, figures };
  });
  return { axis, points };
}

async function write(axes: readonly MeasuredAxis[], found: Circumstances, out: string): Promise<void> {
  const folder = join(out, 'growth');
  mkdirSync(folder, { recursive: true });
  const json = { ...found, axes: axes.map(({ axis, points }) => ({ axis: axis.name, points })) };
  await writeFileAtomically(join(folder, 'growth.json'), `${JSON.stringify(json, null, 1)}\n`);
  await writeFileAtomically(join(out, 'performance-growth.md'), growthPage(axes, found));
  const subtitle = `${found.processor}, ${found.memory}, load ${found.load[0].toFixed(1)}`;
  const notes = [
    'Points and lines are measured, crosses are predicted by lamella plan --cost. Both axes are logarithmic: a power of the size is a straight line.',
  ];
  const time = { title: 'Processor time against each size', subtitle, quantity: 'seconds', notes };
  const memory = { title: 'Peak memory against each size', subtitle, quantity: 'MiB', notes };
  const curves = (figure: 'cpuSeconds' | 'peakMiB'): readonly GrowthCurve[] =>
    axes.map((axis) => curveOf(axis, figure));
  await writeFileAtomically(join(folder, 'time.svg'), await drawGrowth(curves('cpuSeconds'), time));
  await writeFileAtomically(join(folder, 'memory.svg'), await drawGrowth(curves('peakMiB'), memory));
}

function curveOf({ axis, points }: MeasuredAxis, figure: 'cpuSeconds' | 'peakMiB'): GrowthCurve {
  const predicted = figure === 'cpuSeconds' ? 'predictedCpuSeconds' : 'predictedPeakMiB';
  return {
    title: axis.title,
    points: points.map(({ value, figures }) => ({
      size: value,
      measured: figures[figure],
      predicted: figures[predicted],
    })),
  };
}
