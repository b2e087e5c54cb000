import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';

export type ThemeChoice = 'auto' | 'light' | 'dark';

const key = 'panetree.theme';
const order: readonly ThemeChoice[] = ['auto', 'light', 'dark'];

export const themeChoice: Signal<ThemeChoice> = signal(storedChoice());
const systemTheme: Signal<'light' | 'dark'> = signal('light');

/** What is shown: the choice, or where there is none what the system has. */
export const resolvedTheme: ReadonlySignal<'light' | 'dark'> = computed(() =>
  themeChoice.value === 'auto' ? systemTheme.value : themeChoice.value,
);

export function followSystemTheme(): void {
  const query = matchMedia('(prefers-color-scheme: dark)');
  const follow = (): void => {
    systemTheme.value = query.matches ? 'dark' : 'light';
  };
  follow();
  query.addEventListener('change', follow);
}

export function chooseNextTheme(): void {
  const next = order[(order.indexOf(themeChoice.value) + 1) % order.length] ?? 'auto';
  themeChoice.value = next;
  try {
    localStorage.setItem(key, next);
  } catch {
    // Then it holds until the page is loaded again.
  }
}

function storedChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(key);
    return order.find((choice) => choice === stored) ?? 'auto';
  } catch {
    return 'auto';
  }
}
