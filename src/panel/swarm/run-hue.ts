const hues = 8;

/** The class that colours a turn; those that follow each other look different. */
export function runHue(runId: number | undefined): string {
  return runId === undefined ? 'hue-none' : `hue-${runId % hues}`;
}
