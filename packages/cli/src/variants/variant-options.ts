/** The settings of measuring that variants are of, as the options of the command line are called. */
export const variantOptions = ['drop-first', 'pooling', 'last-layer', 'samples', 'max-length'] as const;
/** A setting of measuring. */
export type VariantOption = (typeof variantOptions)[number];
