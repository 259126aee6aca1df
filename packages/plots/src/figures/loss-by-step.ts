import { groupBy } from '@lamella/core';
import { mean } from '@lamella/metrics';
import { describeRows } from '../cells.ts';
import {
  from,
  numColumns,
  panelHeight,
  panelTitle,
  type Drawing,
  type Panel,
  type Skipped,
  type TableRow,
} from '../drawing.ts';
import { methodChannels } from '../method-channels.ts';
import { methodStyles, type MethodStyle } from '../methods.ts';
import type { FigureRows, LossRow } from '../rows.ts';
import { distinct, round } from '../collections.ts';

/** Points of a line, at most; each is the mean of the steps around it. */
const POINTS = 40;

/** The loss of training step by step, a line per setting and a panel per task. */
export function lossByStep({ scores, losses = [] }: FigureRows): Drawing | Skipped {
  if (losses.length === 0) return { skipped: 'it needs the losses of steps, there are none' };
  const styles = methodStyles({ scores: [...scores, ...losses] as FigureRows['scores'] });
  const tasks = distinct(losses, ({ taskTitle }) => taskTitle);
  const columns = numColumns(tasks.length);
  return {
    title: 'Loss of training, step by step',
    subtitle: describeRows(scores, []),
    notes: [
      `Lines are means over seeds and over the steps around each of at most ${POINTS} points; settings of a method that differ in N or rank are lines of their own.`,
    ],
    tables: { losses: toPoints(losses, styles) },
    body: (width) => ({
      columns,
      concat: tasks.map((task) =>
        taskPanel(task, {
          styles: styles.filter(({ name }) => losses.some(({ method }) => method === name)),
          width: Math.floor(width / columns),
          height: panelHeight(tasks.length),
        }),
      ),
    }),
  };
}

function toPoints(losses: readonly LossRow[], styles: readonly MethodStyle[]): TableRow[] {
  const lines = groupBy(losses, lineNamer());
  return [...lines].flatMap(([line, rows]) => {
    const last = Math.max(...rows.map(({ step }) => step));
    const size = Math.max(1, Math.ceil(last / POINTS));
    const bins = groupBy(rows, ({ step }) => Math.floor((step - 1) / size));
    const { taskTitle, method } = rows[0] as LossRow;
    const title = styles.find(({ name }) => name === method)?.title ?? method;
    return [...bins.values()].map((bin) => ({
      line,
      task: taskTitle,
      method: title,
      step: round(mean(bin.map(({ step }) => step)), 1),
      loss: round(mean(bin.map(({ loss }) => loss))),
    }));
  });
}

/** Names the lines of rows. Those of a training stand together, so that most rows have the name of the one before. */
function lineNamer(): (row: LossRow) => string {
  let [last, name]: [LossRow | undefined, string] = [undefined, ''];
  return (row) => {
    const { taskTitle, method, layers, rank } = row;
    const isSame =
      last?.taskTitle === taskTitle && last.method === method && last.layers === layers && last.rank === rank;
    if (!isSame) name = JSON.stringify([taskTitle, method, layers, rank]);
    last = row;
    return name;
  };
}

function taskPanel(
  task: string,
  place: {
    readonly styles: readonly MethodStyle[];
    readonly width: number;
    readonly height: number;
  },
): Panel {
  const { color } = methodChannels(place.styles);
  return {
    width: place.width,
    height: place.height,
    layer: [
      panelTitle(task, place.width),
      {
        ...from('losses', { task }),
        mark: { type: 'line', strokeWidth: 1.6 },
        encoding: {
          x: {
            field: 'step',
            type: 'quantitative',
            scale: { nice: false },
            axis: { title: 'step', tickCount: 6 },
          },
          y: {
            field: 'loss',
            type: 'quantitative',
            scale: { type: 'log', nice: true },
            axis: { title: 'loss (log scale)', tickCount: 5 },
          },
          color,
          detail: { field: 'line' },
        },
      },
    ],
  };
}
