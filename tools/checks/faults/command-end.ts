/** How a command ended. */
export interface CommandEnd {
  /** 128 and the signal's number if one ended it, as in a shell. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The last line that a command shows, as the user sees it. */
export function lastLine({ stderr }: CommandEnd): string {
  return stderr.trim().split('\n').at(-1) ?? '';
}
