import { UserError } from '@lamella/core';
import { tableTaskInfo } from '@lamella/tasks';
import type { TuneRequest, TunedTask } from './tune-request.ts';

/** The task, and the columns that it is learnt from, as a spec names them. */
export interface TunedColumns {
  readonly task: TunedTask | undefined;
  readonly columns: Readonly<Record<string, string>>;
}

const NAMES = ['text', 'textPair', 'label', 'instruction', 'input', 'output', 'messages'] as const;
type ColumnRole = (typeof NAMES)[number];

/**
 * The columns that a request names; for decoders, whose tables have customary ones, also those that the table has.
 *
 * @param available the table's columns
 * @throws UserError (exit code 2) if too few are named, with those that there are
 */
export function findColumns(
  request: Pick<TuneRequest, ColumnRole | 'task' | 'train'>,
  { kind, available }: { readonly kind: 'encoder' | 'decoder'; readonly available: readonly string[] },
): TunedColumns {
  const named = Object.fromEntries(
    NAMES.flatMap((role) => (request[role] === undefined ? [] : [[role, request[role]]])),
  );
  if (kind === 'decoder') return { task: 'text-generation', columns: forDecoder(named, request, available) };
  if (request.text !== undefined && request.label !== undefined)
    return { task: request.task, columns: named };
  throw new UserError(
    `Expected --text and --label with columns of ${request.train} (it has ${available.join(', ')}), got ${describe(named)}: ` +
      'an encoder learns to tell the label of a text.',
    { exitCode: 2 },
  );
}

function forDecoder(
  named: Readonly<Record<string, string>>,
  { train }: Pick<TuneRequest, 'train'>,
  available: readonly string[],
): Record<string, string> {
  if (Object.keys(named).length > 0) return named;
  // Such tables usually call their columns as specs call what is in them.
  const found = tableTaskInfo('text-generation').columns.find(({ required }) =>
    required.every((role) => available.includes(role)),
  );
  if (found === undefined)
    throw new UserError(
      `Expected --instruction and --output, --messages, or --text with columns of ${train} (it has ${available.join(', ')}), got none of them.`,
      { exitCode: 2 },
    );
  const optional = found.optional.filter((role) => available.includes(role));
  return Object.fromEntries([...found.required, ...optional].map((role) => [role, role]));
}

function describe(named: Readonly<Record<string, string>>): string {
  const roles = Object.keys(named);
  return roles.length === 0 ? 'neither' : `only ${roles.map((role) => `--${role}`).join(', ')}`;
}
