import {
  type ColumnKey,
  isTableTask,
  tableTaskInfo,
  type TableTaskName,
  tableTaskNames,
} from './table-tasks.ts';

/** Something that doesn't fit between a task and the keys of its table: which key, and in words. */
export interface ColumnProblem {
  /** The key; undefined where one is missing. */
  readonly key?: string;
  readonly message: string;
}

/** Keys that say which column holds what, and settings that only some tasks have. */
const columnKeys: readonly ColumnKey[] = [
  ...(['text', 'textPair', 'label'] as const),
  ...(['instruction', 'input', 'output', 'messages'] as const),
];
const settingKeys = ['labels', 'metric'] as const;

/** Lists the mistakes in the keys of a table for a task; `data` need not be valid otherwise. */
export function columnProblems(
  task: TableTaskName,
  data: Readonly<Record<string, unknown>>,
): ColumnProblem[] {
  return [
    ...strangers(task, data),
    ...missing(task, data),
    ...wrongMetric(task, data),
    ...uselessSplit(data),
  ];
}

/** Keys of other tasks. */
function strangers(task: TableTaskName, data: Readonly<Record<string, unknown>>): ColumnProblem[] {
  return [...columnKeys, ...settingKeys]
    .filter((key) => data[key] !== undefined && !hasKey(task, key))
    .map((key) => {
      const owners = tableTaskNames.filter((name) => hasKey(name, key));
      const message = `Expected no data.${key} for ${task}, got one: it is a key of ${owners.join(' and ')}.`;
      return { key, message };
    });
}

function hasKey(task: TableTaskName, key: string): boolean {
  const { columns, settings } = tableTaskInfo(task);
  const known = columns.flatMap(({ required, optional }): readonly string[] => [...required, ...optional]);
  return known.includes(key) || (settings as readonly string[]).includes(key);
}

/** A set of columns must be there whole, and only one. */
function missing(task: TableTaskName, data: Readonly<Record<string, unknown>>): ColumnProblem[] {
  const { columns } = tableTaskInfo(task);
  const given = columnKeys.filter((key) => data[key] !== undefined && hasKey(task, key));
  const fits = columns.some(
    ({ required, optional }) =>
      required.every((key) => given.includes(key)) &&
      given.every((key) => required.includes(key) || optional.includes(key)),
  );
  if (fits) return [];
  const sets = columns.map(({ required, optional }) =>
    [...required, ...optional.map((key) => `${key} (may be left out)`)].join(', '),
  );
  const found = given.length === 0 ? 'none' : given.join(', ');
  const message = `Expected the columns of ${task} in data: ${sets.join('; or ')}; got ${found}.`;
  return [{ message }];
}

function wrongMetric(task: TableTaskName, { metric }: Readonly<Record<string, unknown>>): ColumnProblem[] {
  const { metrics } = tableTaskInfo(task);
  if (metrics.length === 0 || typeof metric !== 'string' || metrics.includes(metric)) return [];
  const isKnown = tableTaskNames.some((name) => tableTaskInfo(name).metrics.includes(metric));
  if (!isKnown) return [];
  const message = `Expected a metric of ${task} in data.metric (${metrics.join(', ')}), got ${metric}.`;
  return [{ key: 'metric', message }];
}

/** A split of training rows is wanted only where no dev rows are given. */
function uselessSplit(data: Readonly<Record<string, unknown>>): ColumnProblem[] {
  if (data['dev'] === undefined) return [];
  return ['devShare', 'splitSeed']
    .filter((key) => data[key] !== undefined)
    .map((key) => ({
      key,
      message: `Expected no data.${key} beside data.dev, got one: it says how dev rows are split off the training rows.`,
    }));
}

/** Whether a spec's tasks fit the kind of its data: what is wrong in words, at the task's place in the list. */
export function taskProblems(
  tasks: readonly unknown[],
  kind: unknown,
): { readonly index: number | undefined; readonly message: string }[] {
  if (kind === 'table') {
    const [first] = tasks;
    if (tasks.length === 1 && typeof first === 'string' && isTableTask(first)) return [];
    const found = tasks.map(String).join(', ') || 'none';
    const message = `Expected tasks to hold exactly one of ${tableTaskNames.join(', ')} where data is a table, got ${found}.`;
    return [{ index: undefined, message }];
  }
  return tasks.flatMap((task, index) =>
    typeof task === 'string' && isTableTask(task)
      ? [{ index, message: `Expected data of the kind table for ${task}, got ${String(kind)}.` }]
      : [],
  );
}
