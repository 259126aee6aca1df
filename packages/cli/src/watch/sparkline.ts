const bars = [...'▁▂▃▄▅▆▇█'];

/**
 * A curve of one line: each column is the mean of some values in a row, from the lowest bar for the least to the highest for the
 * greatest.
 *
 * @param columns at most; fewer if there are fewer values
 */
export function sparkline(values: readonly number[], columns: number): string {
  const means = toColumns(values, columns);
  const least = Math.min(...means);
  const range = Math.max(...means) - least;
  return means
    .map((mean) => bars[range > 0 ? Math.round(((mean - least) / range) * (bars.length - 1)) : 0] ?? '')
    .join('');
}

/** Means of as many runs of values as there are columns, of nearly the same length. */
function toColumns(values: readonly number[], columns: number): number[] {
  const known = values.filter(Number.isFinite);
  const count = Math.min(columns, known.length);
  return Array.from({ length: count }, (_, column) => {
    const start = Math.floor((column * known.length) / count);
    const end = Math.floor(((column + 1) * known.length) / count);
    const some = known.slice(start, end);
    return some.reduce((sum, value) => sum + value, 0) / some.length;
  });
}
