const units = ['', 'K', 'M', 'G', 'T'] as const;

/**
 * Bytes of `512 MiB`, `512 MB`, `512m`, `1.5G` or a plain number. With or without the `i` a step is 1024, as it is in
 * the figures of the panel.
 */
export function parseSize(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)\s*(?:([kmgt])i?)?b?$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const step = units.findIndex((one) => one === unit.toUpperCase());
  const bytes = Math.round(Number(digits) * 1024 ** step);
  return Number.isSafeInteger(bytes) && bytes >= 1 ? bytes : undefined;
}

/** In the largest unit that leaves nothing over, so that it is read again as the same number. */
export function sizeText(bytes: number): string {
  const step = units.findLastIndex((_, at) => bytes % 1024 ** at === 0);
  return step > 0 ? `${bytes / 1024 ** step} ${units[step]}iB` : String(bytes);
}
