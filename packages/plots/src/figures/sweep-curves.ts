import { groupBy } from '@lamella/core';
import { type ScoreCell, tasksOf } from '../cells.ts';
import { distinctNumbers, partition } from '../collections.ts';
import { methodStyles, type MethodStyle } from '../methods.ts';
import type { ScoreRow } from '../rows.ts';
import type { SweepAxis } from './sweep-axis.ts';

/** What is swept. */
interface Swept extends Pick<SweepAxis, 'column'> {
  /** In a sentence: `N`. */
  readonly quantity: string;
  /** Methods drawn as horizontal rules, because the setting means nothing to them. */
  readonly references: readonly string[];
}

/** The rows without methods that have one value on a task, which is no curve, and without tasks that have no curve. */
export function withCurves(rows: readonly ScoreRow[], { column, references }: Swept): ScoreRow[] {
  const isReference = ({ method }: ScoreRow): boolean => references.includes(method);
  const curveOf = ({ task, method }: ScoreRow): string => JSON.stringify([task, method]);
  const curves = [
    ...groupBy(
      rows.filter((row) => !isReference(row)),
      curveOf,
    ),
  ].filter(([, own]) => distinctNumbers(own, (row) => row[column]).length > 1);
  const [known, tasks] = [
    new Set(curves.map(([key]) => key)),
    new Set(curves.map(([, own]) => own[0]?.task)),
  ];
  return rows.filter((row) => (isReference(row) ? tasks.has(row.task) : known.has(curveOf(row))));
}

/** Says which tasks and methods are not shown, as one value is no curve. */
export function leftOutNotes(
  all: readonly ScoreRow[],
  shown: readonly ScoreRow[],
  { quantity }: Pick<Swept, 'quantity'>,
): string[] {
  const tasks = new Set(shown.map(({ task }) => task));
  const missing = tasksOf(all).filter(({ name }) => !tasks.has(name));
  const styles = methodStyles({ scores: all });
  const curves = new Set(shown.map(({ method }) => method));
  const methods = styles.filter(({ name }) => !curves.has(name));
  const names = [
    ...[...missing, ...methods].map(({ title }) => title),
    ...styles.filter(({ name }) => curves.has(name)).flatMap((style) => leftOutOn(style, all, shown)),
  ];
  return names.length === 0 ? [] : [`One value of ${quantity} only, and not shown: ${names.join('; ')}.`];
}

/** A method that is a curve on some of the tasks that are shown, with the others: `LoRA, first layers (SST-2)`. */
function leftOutOn(
  { name, title }: MethodStyle,
  all: readonly ScoreRow[],
  shown: readonly ScoreRow[],
): string[] {
  const own = new Set(shown.filter(({ method }) => method === name).map(({ task }) => task));
  const tasks = new Set(shown.map(({ task }) => task));
  const missing = tasksOf(
    all.filter(({ method, task }) => method === name && tasks.has(task) && !own.has(task)),
  );
  return missing.length === 0 ? [] : [`${title} (${missing.map((task) => task.title).join(', ')})`];
}

/** Lines that can be told apart by colour and shape. */
const mostLines = 8;

/** The methods that stand out, and the others. */
export interface Focus {
  readonly styles: readonly MethodStyle[];
  /** Methods that are grey behind the others. */
  readonly context: readonly MethodStyle[];
}

/** Of very many methods those that have a look of their kind stand out, and all others are grey. */
export function withFocus(styles: readonly MethodStyle[], swept: readonly ScoreCell[]): Focus {
  const isSwept = ({ name }: MethodStyle): boolean => swept.some(({ method }) => method === name);
  if (styles.filter(isSwept).length <= mostLines) return { styles, context: [] };
  const [focus, context] = partition(styles, (style) => !isSwept(style) || style.kind !== undefined);
  return focus.some(isSwept) ? { styles: focus, context } : { styles, context: [] };
}

/** Names the methods behind the others. */
export function contextNote({ context }: Focus): string[] {
  return context.length === 0 ? [] : [`Grey lines: ${context.map(({ title }) => title).join('; ')}.`];
}
