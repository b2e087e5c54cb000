import { type ReadonlySignal, signal } from '@preact/signals';

/** Too narrow for terminals beside the panel; also a wide window that is zoomed to 200 %. */
const query = matchMedia('(max-width: 900px)');
const matches = signal(query.matches);
query.addEventListener('change', () => (matches.value = query.matches));

export const isNarrow: ReadonlySignal<boolean> = matches;

/** Of the two, where there is room for one. */
export type Side = 'terminals' | 'processes';
