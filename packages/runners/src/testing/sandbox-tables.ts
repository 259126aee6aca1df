import { CHEATS } from './cheats.ts';
import { ESCAPES } from './escapes.ts';
import { IDENTITIES, REACHES } from './reaches.ts';

/** The tables of docs/sandbox.md by the marks that they stand between: the rows of the tests, in their words. */
export function sandboxTables(): Record<string, string> {
  const escapes = Object.entries(ESCAPES).flatMap(([group, rows]) =>
    rows.map(({ name, holds }) => [
      group,
      name,
      holds.includes(' ') && /[=<(]/.test(holds) ? code(holds) : holds,
    ]),
  );
  const cheats = Object.entries(CHEATS).flatMap(([group, rows]) =>
    rows.map(({ name, check, verdict }) => [group, name, code(check), verdict]),
  );
  return {
    escapes: table(
      ['of', `a program that … (${escapes.length})`, 'verdict, or what holds of what it found'],
      escapes,
    ),
    reaches: table(
      [`a program that … (${REACHES.length}, as ${IDENTITIES.join(', ')})`],
      REACHES.map(([name]) => [name]),
    ),
    cheats: table(['of', `a wrong program that … (${cheats.length})`, 'check', 'verdict'], cheats),
  };
}

/** A page with its tables replaced by those of now. */
export function withTables(page: string): string {
  return Object.entries(sandboxTables()).reduce((text, [name, rows]) => {
    const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
    const [from, to] = [text.indexOf(start), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`Expected the marks ${start} and ${end}`);
    return `${text.slice(0, from + start.length)}\n\n${rows}\n\n${text.slice(to)}`;
  }, page);
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Python in one line of a table. */
function code(text: string): string {
  return `\`${text.replace(/\n\s*/gu, '; ').replaceAll('|', '\\|')}\``;
}
