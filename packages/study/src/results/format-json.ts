/** JSON for people to read and for git to compare: indented, with a list of numbers on one line. */
export function formatJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(/\[\n\s+(?:-?[\d.eE+-]+|null)(?:,\n\s+(?:-?[\d.eE+-]+|null))*\n\s+\]/g, joinLines)}\n`;
}

function joinLines(list: string): string {
  return list.replace(/\n\s+/g, ' ').replace('[ ', '[').replace(' ]', ']');
}
