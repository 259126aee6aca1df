/** Operations on files by the codes of errors that keep them from being done. */
const REFUSED = {
  ENOSPC: ['create', 'write', 'mkdir', 'link', 'copy'],
  EROFS: ['create', 'write', 'mkdir', 'link', 'copy', 'rename', 'remove', 'truncate'],
};

/** Throws what the system says where a fault keeps an operation from being done. */
export function refuses(fault, { operation, label, path }) {
  if (!REFUSED[fault]?.includes(operation)) return;
  throw Object.assign(new Error(`${fault}: injected, ${label}`), { code: fault, syscall: operation, path });
}
