import { UserError } from '@lamella/core';
import type { EncodedExample } from '@lamella/datasets';
import { loadTextRowsEncoder } from '@lamella/study/trial';
import { loadTextRows, type TextColumns } from '@lamella/tasks';
import type { SourceRequest } from './load-source.ts';

/** How a table is encoded. */
export interface TextTableOptions {
  /** The model's folder. */
  readonly folder: string;
  readonly maxLength: number;
  /** Takes the first rows only. */
  readonly limit: number | undefined;
  /** Whether representations are measured, up to what is said last, or gradients of all that is learnt. */
  readonly isForward: boolean;
}

/**
 * Loads the rows of a table of one's own for a decoder, and encodes them as the trials of a spec with the same columns do.
 *
 * @throws UserError (exit code 2) for other columns than those of text generation, and with the place of a row that is no example
 */
export async function loadTextTable(
  request: SourceRequest & { readonly train: string },
  { folder, maxLength, limit, isForward }: TextTableOptions,
): Promise<readonly EncodedExample[]> {
  const columns = textColumns(request);
  const rows = await loadTextRows(request.train, columns, limit === undefined ? {} : { limit });
  const encoder = loadTextRowsEncoder(folder);
  const encode = isForward ? encoder.encodeWithoutEnds : encoder.encode;
  return await encode(rows, request.train, maxLength);
}

/** The one of the sets of columns that is named. */
function textColumns(request: SourceRequest): TextColumns {
  const { text, instruction, input, output, messages, ...others } = request;
  const strangers = { '--text-pair': others.textPair, '--label': others.label, '--data': others.data };
  for (const [option, value] of Object.entries(strangers))
    if (value !== undefined)
      throw invalid(
        `Expected no ${option} with --train and a decoder, got ${value}: what it learns are its texts.`,
      );
  if (others.task !== undefined && others.task !== 'text-generation')
    throw invalid(
      `Expected --task text-generation (the default) with --train and a decoder, got ${others.task}.`,
    );
  const named = Object.entries({ text, instruction, input, output, messages }).filter(
    ([, column]) => column !== undefined,
  );
  const found = named.map(([name]) => name).join();
  if (/^(text|messages|instruction,(input,)?output)$/.test(found)) return Object.fromEntries(named);
  const given = named.map(([name]) => `--${name}`).join(', ') || 'none';
  throw invalid(
    `Expected --text, --messages, or --instruction and --output (with --input, if there is one) beside --train for a decoder, got ${given}.`,
  );
}

function invalid(message: string): UserError {
  return new UserError(message, { exitCode: 2 });
}
