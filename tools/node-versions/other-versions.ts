/** A release of each version of Node that Lamella is tested with. */
export const NODE_RELEASES: readonly string[] = ['20.20.2', '22.23.3', '24.21.0', '26.10.0'];

/** The releases of other major versions than a given one. */
export function otherVersions(version: string): string[] {
  return NODE_RELEASES.filter((release) => majorOf(release) !== majorOf(version));
}

function majorOf(version: string): string {
  return version.split('.')[0] ?? '';
}
