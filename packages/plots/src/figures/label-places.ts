/**
 * Places for labels beside points on a vertical line: as near to their points as they can be, at least `spacing` apart, in the order
 * of the points, between `low` and `high` as far as they have room there.
 *
 * @returns in the order of the points
 */
export function placeLabels(
  points: readonly number[],
  { spacing, low, high }: { readonly spacing: number; readonly low: number; readonly high: number },
): number[] {
  const order = points.map((_, index) => index).sort((a, b) => (points[a] ?? 0) - (points[b] ?? 0));
  const places = order.map((index) => Math.min(high, Math.max(low, points[index] ?? 0)));
  // Groups of labels that touch each other share the distance to their points.
  let groups = places.map((place) => ({ centre: place, count: 1 }));
  for (let merged = true; merged;) {
    merged = false;
    const next: typeof groups = [];
    for (const group of groups) {
      const last = next.at(-1);
      const room = ((last?.count ?? 0) + group.count) * (spacing / 2);
      if (last !== undefined && group.centre - last.centre < room - 1e-9) {
        const count = last.count + group.count;
        const centre = (last.centre * last.count + group.centre * group.count) / count;
        next[next.length - 1] = { centre: clamp(centre, count), count };
        merged = true;
      } else next.push(group);
    }
    groups = next;
  }
  const placed = groups.flatMap(({ centre, count }) =>
    Array.from({ length: count }, (_, i) => centre + (i - (count - 1) / 2) * spacing),
  );
  const result = new Array<number>(points.length);
  order.forEach((index, rank) => (result[index] = placed[rank] ?? 0));
  return result;

  function clamp(centre: number, count: number): number {
    const half = ((count - 1) / 2) * spacing;
    return Math.max(low + half, Math.min(high - half, centre));
  }
}
