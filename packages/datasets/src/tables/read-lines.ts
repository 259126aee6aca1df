import { UserError } from '@lamella/core';
import { type OnBytes, readBytes } from './read-bytes.ts';

const LINE_FEED = 0x0a;

/** A longer line is no row: it would be held several times over, as bytes, text and values. */
const MOST_LINE_BYTES = 2 ** 26;

/** A line's text without its end, and its number from 1. */
export interface Line {
  readonly text: string;
  readonly number: number;
}

/**
 * The lines of a UTF-8 file that are not blank. Only line feeds end a line: some texts hold other characters that editors take for line ends.
 *
 * @throws UserError (exit code 2) for a line of more than 64 MiB, and what `readBytes` throws
 */
export async function* readLines(path: string, onBytes?: OnBytes): AsyncGenerator<Line[]> {
  let rest: Buffer[] = [];
  let number = 0;
  for await (const piece of readBytes(path, onBytes)) {
    const lines: Line[] = [];
    let begin = 0;
    for (let end = piece.indexOf(LINE_FEED); end >= 0; end = piece.indexOf(LINE_FEED, begin)) {
      const bytes =
        rest.length === 0 ? piece.subarray(begin, end) : Buffer.concat([...rest, piece.subarray(begin, end)]);
      lines.push({ text: bytes.toString('utf8'), number: ++number });
      rest = [];
      begin = end + 1;
    }
    if (begin < piece.length) rest.push(piece.subarray(begin));
    if (rest.reduce((sum, { length }) => sum + length, 0) > MOST_LINE_BYTES)
      throw new UserError(
        `Expected a line of at most ${MOST_LINE_BYTES} bytes at ${path}:${number + 1}, got more. Is it one value instead of one per line?`,
        { exitCode: 2 },
      );
    yield lines.filter(isFilled);
  }
  yield [{ text: Buffer.concat(rest).toString('utf8'), number: number + 1 }].filter(isFilled);
}

function isFilled({ text }: Line): boolean {
  return text.trim() !== '';
}
