import { importanceMethods } from '@lamella/metrics/selection';
import type { MethodStyle } from '../methods.ts';

/** Methods that are shown together, few enough for their lines to be told apart. */
export interface MethodFamily {
  readonly title: string;
  /** Their names. */
  readonly methods: readonly string[];
}

/** Lines of a panel that can be told apart. */
const mostMethods = 5;

/** The methods by their kinds: references, those that select by importance, other selections, and the rest; each in parts of a few. */
export function methodFamilies(styles: readonly MethodStyle[]): MethodFamily[] {
  if (styles.length <= mostMethods)
    return [{ title: 'All methods', methods: styles.map(({ name }) => name) }];
  const families = new Map<string, string[]>();
  for (const style of styles) {
    const title = familyOf(style);
    families.set(title, [...(families.get(title) ?? []), style.name]);
  }
  return order.flatMap((title) => {
    const names = families.get(title) ?? [];
    const numParts = Math.ceil(names.length / mostMethods);
    const size = Math.ceil(names.length / numParts);
    return Array.from({ length: numParts }, (_, part) => ({
      title: numParts === 1 ? title : `${title} (${part + 1} of ${numParts})`,
      methods: names.slice(part * size, (part + 1) * size),
    }));
  });
}

const order = ['References', 'Layers by importance', 'Other layers', 'Further methods'] as const;

function familyOf({ kind }: MethodStyle): (typeof order)[number] {
  if (kind === undefined) return 'Further methods';
  if (['full', 'head', 'none', 'all'].includes(kind)) return 'References';
  return importanceMethods.some((name) => name === kind) ? 'Layers by importance' : 'Other layers';
}
