import { orList } from '@lamella/core';
import { isRecord } from '@lamella/files';
import { countedMethods, readsDropFirst } from '@lamella/metrics/selection';
import { valueAt, type Path, type ValueProblem } from './describe-issues.ts';

/** The rules that read `importance.dropFirst`. */
const readers: readonly string[] = countedMethods.filter(readsDropFirst);

/**
 * `importance.dropFirst` where no selection that it is meant for reads it. For all methods together one that does is
 * enough, so that methods can be compared under the same settings.
 */
export function unreadDropFirst(value: unknown): ValueProblem[] {
  const methods = namesIn(value, ['methods']);
  const tasks = namesIn(value, ['perTask']);
  const selections = methods.flatMap((method) => selectionsOf(value, method));
  const ofAll = [[], ...tasks.map((task) => ['perTask', task])].flatMap((path) =>
    unread(value, path, selections),
  );
  return [...ofAll, ...methods.flatMap((method) => unreadOfMethod(value, method))];
}

function unreadOfMethod(value: unknown, method: string): ValueProblem[] {
  const path = ['methods', method];
  const ofTasks = namesIn(value, [...path, 'perTask']).flatMap((task) => {
    const place = [...path, 'perTask', task];
    const selection = valueAt(value, [...place, 'selection']) ?? valueAt(value, [...path, 'selection']);
    return unread(value, place, [selection]);
  });
  return [...unread(value, path, selectionsOf(value, method)), ...ofTasks];
}

function unread(value: unknown, place: Path, selections: readonly unknown[]): ValueProblem[] {
  const path = [...place, 'importance', 'dropFirst'];
  const setting = valueAt(value, path);
  const isValid = typeof setting === 'boolean' || setting === 'auto';
  if (!isValid || selections.some((name) => readers.includes(String(name)))) return [];
  const rules = [...new Set(selections.filter((name) => typeof name === 'string'))].join(', ');
  const message =
    `Expected ${path.join('.')} to be left out: only selection ${orList(readers)} reads it, ` +
    `got ${JSON.stringify(setting)}${rules === '' ? '' : ` for ${rules}`}.`;
  return [{ path, atKey: false, message }];
}

/** The selections of a method, for all tasks and for single ones. */
function selectionsOf(value: unknown, method: string): unknown[] {
  const path = ['methods', method];
  const ofTasks = namesIn(value, [...path, 'perTask']).map((task) =>
    valueAt(value, [...path, 'perTask', task, 'selection']),
  );
  return [valueAt(value, [...path, 'selection']), ...ofTasks];
}

function namesIn(value: unknown, path: Path): string[] {
  const found = valueAt(value, path);
  return isRecord(found) ? Object.keys(found) : [];
}
