/** The first region of TensorFlow's allocator for oneDNN; each further one is twice as large. */
const FIRST_REGION = 2 * 2 ** 20;
/** A region has an entry of 8 bytes for every 256. */
const TABLE_SHARE = 8 / 256;

/**
 * The bytes that TensorFlow's allocator takes besides its tensors: a table for each of its regions, written whole when the region
 * is made. Regions are 2 MiB, 4 MiB, 8 MiB, … until they hold what is needed.
 *
 * @param needed bytes of tensors at their most
 */
export function regionTableBytes(needed: number): number {
  let regions = 0;
  for (let next = FIRST_REGION; regions < needed; next *= 2) regions += next;
  return TABLE_SHARE * regions;
}
