import type { MalformedTable } from '@lamella/tasks/testing';

/** Tables that can't be used and what is said of them, as a nested Markdown list. */
export function renderMalformed(groups: Readonly<Record<string, readonly MalformedTable[]>>): string {
  return Object.entries(groups)
    .map(([group, tables]) => [`- **${group}**`, ...tables.map(renderTable)].join('\n'))
    .join('\n');
}

function renderTable({ what, message }: MalformedTable): string {
  return `  - ${what}: “${message.replaceAll(/([_*[\]<>])/g, '\\$1').replaceAll('\t', ' ')}”`;
}
