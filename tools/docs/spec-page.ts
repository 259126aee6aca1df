/**
 * Defaults by the path of their key, as Markdown: those of GLUE's tasks, and those of text tasks where they differ.
 */
export function defaultsByPath(glue: object, text: object): Map<string, string> {
  const texts = new Map(leaves(text));
  return new Map(
    leaves(glue).map(([path, value]) => {
      const other = texts.get(path);
      return [path, other === value || other === undefined ? value : `${value}; on text tasks ${other}`];
    }),
  );
}

function leaves(value: object, path = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]): [string, string][] => {
    const name = path === '' ? key : `${path}.${key}`;
    const isSection = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
    const own: [string, string] = [name, `\`${typeof inner === 'string' ? inner : flow(inner)}\``];
    return isSection ? [...(name === 'training.warmup' ? [own] : []), ...leaves(inner, name)] : [own];
  });
}

/** A value as YAML writes it on one line. */
function flow(value: unknown): string {
  return JSON.stringify(value).replaceAll('"', '').replaceAll(':', ': ').replaceAll(',', ', ');
}

/** Replaces what stands between `<!-- NAME -->` and `<!-- end -->`. */
export function fillPlace(text: string, name: string, content: string): string {
  const start = `<!-- ${name} -->\n`;
  const from = text.indexOf(start);
  const to = text.indexOf('<!-- end -->', from);
  if (from < 0 || to < 0) throw new Error(`Expected a place for ${name}, got none`);
  return `${text.slice(0, from)}${start}\n${content}\n\n${text.slice(to)}`;
}

/** Replaces what stands in each of the places, by their names. */
export function fillPlaces(text: string, contents: Readonly<Record<string, string>>): string {
  return Object.entries(contents).reduce((filled, [name, content]) => fillPlace(filled, name, content), text);
}
