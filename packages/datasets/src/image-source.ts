/** Where the bytes of an image (PNG or JPEG) are: in memory, or in a file that is read when they are needed. */
export type ImageSource =
  { readonly kind: 'bytes'; readonly bytes: Uint8Array } | { readonly kind: 'file'; readonly path: string };
