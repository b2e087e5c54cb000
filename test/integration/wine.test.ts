import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allCases } from '../contract/cases/index.js';
import { notAsked } from '../wine/left-out.js';
import { isCase, isFigure, type Told } from '../wine/outcome.js';
import { Wine, whyNoWine } from '../wine/wine.js';

const unavailable = whyNoWine();
const setUpMs = 240_000;
/** Some 2 s a case, and three hundred processes in one of them; a busy machine takes several times as long. */
const limitMs = 900_000;
/** Those of `test/wine/windows-cases.ts`, which can be loaded on Windows only. */
const casesOfWindows = 10;
const needing = (capability: 'escape' | undefined) => allCases.filter(({ needs }) => needs === capability);

describe('windows-job in Wine', () => {
  let wine: Wine | undefined;

  beforeAll(() => {
    if (unavailable === undefined) wine = Wine.open();
  }, setUpMs);
  afterAll(() => wine?.close(), setUpMs);

  test('every case that Windows can bring about is held, but for those that are said not to be', {
    timeout: limitMs + setUpMs,
  }, async ({ skip }) => {
    if (wine === undefined) skip(unavailable);
    else judge(await wine.run('run.js', limitMs));
  });
});

function judge(lines: readonly Told[]): void {
  const cases = lines.filter(isCase);
  const by = (outcome: string) => cases.filter((each) => each.outcome === outcome);
  for (const { name, ms } of lines.filter(isFigure)) process.stdout.write(`${name}: ${ms} ms\n`);
  expect(by('failed').map(({ name, reason }) => `${name}: ${reason ?? ''}`)).toEqual([]);
  expect(lines.at(-1)).toEqual({ type: 'end' });
  const unasked = Object.keys(notAsked).length;
  expect(by('passed')).toHaveLength(needing(undefined).length - unasked + casesOfWindows);
  expect(by('left out')).toHaveLength(needing('escape').length + unasked);
}
