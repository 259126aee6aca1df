/** The shell's exit code of a program that Ctrl-C ended. */
export const interrupted = 130;

/**
 * Gives a signal that Ctrl-C or SIGTERM aborts; a second one ends the process at once.
 *
 * @param farewell what is said of it
 */
export async function withInterrupt<T>(
  action: (signal: AbortSignal) => Promise<T>,
  farewell = 'Stopping; the next run goes on from here.',
): Promise<T> {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(interrupted);
    process.stderr.write(`${farewell} (Again: stop at once.)\n`);
    controller.abort();
  };
  // Not `once`: without a listener, the library that runs the workers would end this process.
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    return await action(controller.signal);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}
