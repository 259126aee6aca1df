/** How long a worked answer may be, and what ends it: as much as PiSSA's evaluation allows. */
export const freeText = {
  maxNewTokens: 1024,
  /** A model that has not learnt to end goes on with instructions of its own. */
  stopStrings: ['\n### '],
} as const;
