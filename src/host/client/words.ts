/** How long a kill took: 84 ms, 2.1 s. */
export function shortTime(ms: number): string {
  return ms < 999.5 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

export function processes(count: number): string {
  return counted(count, 'process', 'processes');
}
