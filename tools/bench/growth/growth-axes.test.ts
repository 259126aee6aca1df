import { growthAxes } from './growth-axes.ts';

test.each(growthAxes.map((axis) => [axis.name, axis] as const))(
  '%s: five ascending points, and nothing else grows that does not follow',
  (name, { points }) => {
    const values = points.map(({ value }) => value);
    expect(values).toHaveLength(5);
    expect(values.toSorted((a, b) => a - b)).toEqual(values);
    const sizes = points.map(({ work }) => (work.kind === 'step' ? work.options : { ...work, kind: 0 }));
    const growing = Object.keys(sizes[0] ?? {}).filter(
      (key) => new Set(sizes.map((size) => (size as Record<string, number>)[key])).size > 1,
    );
    expect(growing).toEqual(
      name === 'hidden' ? ['hidden', 'heads', 'ffn'] : [name === 'examples' ? 'rows' : name],
    );
  },
);
