interface Accesses {
  readonly lastWrite: number | undefined;
  readonly readsSinceWrite: readonly number[];
}

const READ = 'ReadVariableOp';

/** The order in which a step reads and writes its variables, which a graph does not have of itself. */
export class VariableOrder {
  /** Ops that change variables: they run whether or not an output needs them. */
  readonly writes: number[] = [];
  readonly #accesses = new Map<number, Accesses>();

  /** The ops that must run before one of this type on a variable: writes before reads, and both before a write. */
  controlsOf(type: string, variable: number): number[] {
    const accesses = this.#accesses.get(variable);
    if (accesses === undefined) return [];
    const lastWrite = accesses.lastWrite === undefined ? [] : [accesses.lastWrite];
    return type === READ ? lastWrite : [...lastWrite, ...accesses.readsSinceWrite];
  }

  note(type: string, variables: readonly number[], operation: number): void {
    if (type !== READ) this.writes.push(operation);
    for (const variable of variables) {
      const { lastWrite, readsSinceWrite = [] } = this.#accesses.get(variable) ?? {};
      const isRead = type === READ;
      this.#accesses.set(variable, {
        lastWrite: isRead ? lastWrite : operation,
        readsSinceWrite: isRead ? [...readsSinceWrite, operation] : [],
      });
    }
  }
}
