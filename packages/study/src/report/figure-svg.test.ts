import { drawFigure, type Figure } from '@lamella/plots';
import { darkRules, figureSvg } from './figure-svg.ts';

const draw = async (taskTitle: string): Promise<Figure> => {
  const common = { model: 'm', task: 't', taskTitle, method: 'cka' } as const;
  const importance = [0.5, 0.25].map((value, layer) => ({ ...common, layer, importance: value }));
  return (await drawFigure('importance-one', { scores: [], importance })) as Figure;
};

test('a drawing is one image with the rows of its marks, and with ids of its own', async () => {
  const { labelled } = await draw('CoLA');
  const { html } = figureSvg(labelled, { title: 'One & all', id: 'f1' });
  expect(html).toMatch(
    /^<svg\s+role="img"\s+aria-label="One &#38; all"\s+viewBox="0 0 \d+ \d+"\s+width="\d+"\s+height="\d+"\s*>\s*<rect/,
  );
  expect(html).toMatch(/data-row="[^"]*layer: 1[^"]*0\.25/);
  expect(html).not.toMatch(/aria-(hidden|roledescription)|class=|xmlns|axis titled/);
  expect(html.match(/<text/g)?.length).toBe(labelled.match(/<text/g)?.length);
  const clipped = '<svg width="2" height="1"><g clip-path="url(#clip0)"/><clipPath id="clip0"/></svg>';
  expect(figureSvg(clipped, { title: '', id: 'f1' }).html).toContain(
    '<g clip-path="url(#f1-clip0)"/><clipPath id="f1-clip0"/>',
  );
});

test('a hostile name stays text', async () => {
  const { labelled } = await draw(
    '</svg><script>alert("1")</script><a href="javascript:alert(2)" x=\'">y</a>',
  );
  const { html } = figureSvg(labelled, { title: '"><script>', id: 'f' });
  expect(html).toContain('&lt;script&gt;');
  expect(html).not.toMatch(/<(script|a)\b/);
  expect(html.match(/<\/svg>/g)).toHaveLength(1);
});

test('each colour of the drawings has its dark one', async () => {
  const drawing = figureSvg(
    '<svg width="1" height="1"><rect fill="white"/><path stroke="#0072B2" fill="none"/></svg>',
    {
      ...{ title: '', id: 'f' },
    },
  );
  expect(darkRules([drawing, drawing])).toMatch(
    /^svg \[fill="white"\] \{ fill: #161616; \}\nsvg \[stroke="#0072B2"\] \{ stroke: #\w{6}; \}\n$/,
  );
});
