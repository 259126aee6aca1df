import { darkColour } from './dark-colours.ts';
import { html, trusted, type Html } from './html.ts';

/** Attributes that a page has no use for: the drawing is one image there, in the page's font. */
const unused: ReadonlySet<string> = new Set([
  ...['role', 'class', 'aria-hidden', 'aria-roledescription', 'xmlns', 'xmlns:xlink', 'font-family'],
]);

/**
 * A figure's drawing for a page: one image for screen readers, the rows behind its marks in `data-row` for tooltips, and clip
 * paths of its own. What is drawn is as it is published.
 *
 * @param labelled an SVG of Vega's whose marks are labelled by their rows; Vega escapes `<`, `>`, `&` and quotes
 * @param options.title the image's name @param options.id one in the page, of letters, digits and hyphens
 */
export function figureSvg(
  labelled: string,
  { title, id }: { readonly title: string; readonly id: string },
): Html {
  const [root = ''] = /^<svg[^>]*>/.exec(labelled) ?? [];
  const [width = '', height = ''] = ['width', 'height'].map((name) => attributesOf(root).get(name));
  const inner = labelled
    .slice(root.length)
    .replace(/<\/svg>\s*$/, '')
    .replace(/<[^/][^>]*>/g, (tag) => cleanTag(tag, id));
  return html`<svg
    role="img"
    aria-label="${title}"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
  >
    ${trusted(inner)}
  </svg>`;
}

function cleanTag(tag: string, id: string): string {
  const attributes = attributesOf(tag);
  // The rest of the labels are those of axes and titles, whose text can be read.
  const isGuide = attributes.has('class');
  const kept = [...attributes].flatMap(([name, value]) => {
    if (unused.has(name) || (name === 'aria-label' && isGuide) || (name === 'opacity' && value === '1'))
      return [];
    if (name === 'aria-label') return [` data-row="${value}"`];
    const isClip = name === 'id' || value.startsWith('url(#');
    return [` ${name}="${isClip ? value.replace(/clip\d+/, (clip) => `${id}-${clip}`) : value}"`];
  });
  const [name = ''] = /^<[\w:]+/.exec(tag) ?? [];
  return `${name}${kept.join('')}${tag.endsWith('/>') ? '/>' : '>'}`;
}

/** The attributes of a tag, as they are written. */
function attributesOf(tag: string): Map<string, string> {
  return new Map(
    [...tag.matchAll(/ ([\w:-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

/** Names of colours in drawings that are no number. */
const named: Readonly<Record<string, string>> = { white: '#ffffff', black: '#000000' };

/** Style rules that give the colours of drawings those of a dark page. */
export function darkRules(drawings: readonly Html[]): string {
  const uses = drawings.flatMap((drawing) =>
    [...drawing.html.matchAll(/ (fill|stroke)="(#[0-9a-f]{6}|white|black)"/gi)].map(
      ([, property = '', colour = '']) => [`${property} ${colour}`, { property, colour }] as const,
    ),
  );
  return [...new Map(uses).values()]
    .map(({ property, colour }) => {
      const dark = darkColour(named[colour] ?? colour.toLowerCase());
      return `svg [${property}="${colour}"] { ${property}: ${dark}; }\n`;
    })
    .join('');
}
