/** `--quick`: every row, from fewer rounds. */
export const isQuick: boolean = process.argv.includes('--quick');

const quickShare = 0.1;

/** How often to measure: `full` times, and with `--quick` a tenth of that, but not less than `least`. */
export function measurements(full: number, least = 1): number {
  return isQuick ? Math.max(Math.ceil(full * quickShare), least) : full;
}
