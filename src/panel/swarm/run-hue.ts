const hues = 8;

/** The class that colours a turn; those that follow each other look different. */
export function runHue(runId: number | undefined): string {
  return runId === undefined ? 'hue-none' : `hue-${runId % hues}`;
}

/** `#12` for the twelfth turn of this installation: all ids begin at a million. */
export function runLabel(runId: number): string {
  return `#${runId >= 1_000_000 ? runId - 1_000_000 : runId}`;
}
