/** Before what can be opened or closed. */
export const foldMarks = { open: '▾ ', closed: '▸ ', leaf: '' } as const;
