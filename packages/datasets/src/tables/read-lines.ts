import type { OnBytes } from './read-bytes.ts';
import { readBytes } from './read-bytes.ts';

const LINE_FEED = 0x0a;

/** A line's text without its end, and its number from 1. */
export interface Line {
  readonly text: string;
  readonly number: number;
}

/** The lines of a UTF-8 file that are not blank. Only line feeds end a line: some texts hold other characters that editors take for line ends. */
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
    yield lines.filter(isFilled);
  }
  yield [{ text: Buffer.concat(rest).toString('utf8'), number: number + 1 }].filter(isFilled);
}

function isFilled({ text }: Line): boolean {
  return text.trim() !== '';
}
