/** What the list is a list of. */
export type Tab = 'processes' | 'runs' | 'leftovers';

export const tabOrder: readonly Tab[] = ['processes', 'runs', 'leftovers'];
