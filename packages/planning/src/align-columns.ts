/** Lines of a table without rules: the first and the last column to the left, those between, which hold numbers, to the right. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const width = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        if (column === row.length - 1) return cell;
        return column === 0 ? cell.padEnd(width(column)) : cell.padStart(width(column));
      })
      .join('  '),
  );
}
