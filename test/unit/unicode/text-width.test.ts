import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PaneScreen } from '../../../src/pty/index.js';
import { firstColumns, textWidth } from '../../../src/unicode/text-width.js';

type Sample = readonly [text: string, libc: number | undefined, agents: number, ours: number];

const widthSamples = readSamples();
const all = Object.values(widthSamples).flat();
const texts = all.map(([text]) => text);
/** Whose width libc and string-width disagree over, or Unicode 16 has changed. */
const emojiKinds = ['emoji', 'emojiNew', 'vs16', 'flags', 'skin', 'zwj'];

describe('the widths of texts', () => {
  test.for(Object.entries(widthSamples))('%s', async ([, samples]) => {
    for (const [text, libc, agents, ours] of samples) {
      expect([text, textWidth(text)]).toEqual([text, ours]);
      expect([text, await columnsOnScreen(text)]).toEqual([text, ours]);
      expect([text, [libc, agents]]).toEqual([text, expect.arrayContaining([ours])]);
    }
  });

  test('are those of libc and string-width wherever the two agree', () => {
    const agreed = all.filter(([, libc, agents]) => libc === agents);
    expect(agreed.length).toBeGreaterThan(200);
    expect(agreed.filter(([, libc, , ours]) => ours !== libc)).toEqual([]);
  });

  test('are those of string-width for emoji, also where libc adds up the parts', () => {
    const emoji = emojiKinds.flatMap((kind) => widthSamples[kind] ?? []);
    expect(emoji.length).toBeGreaterThan(100);
    expect(emoji.filter(([, , agents, ours]) => ours !== agents)).toEqual([]);
  });

  test('as wc -L of this system has them', ({ skip }) => {
    const measured = measuredByLibc(texts) ?? [];
    if (measured.length === 0) skip('no wc -L with the widths of glibc here');
    const known = all.flatMap(([text, libc], index) =>
      libc === undefined ? [] : [[text, libc, measured[index]] as const],
    );
    // A newer libc than that of Debian 12 knows more of Unicode.
    const different = known.filter(([, libc, now]) => libc !== now);
    expect(different.length / known.length, JSON.stringify(different)).toBeLessThan(0.05);
  });

  test('as the string-width has them that `panetree top` is drawn with', async () => {
    const stringWidth = await stringWidthOfInk();
    const emoji = emojiKinds.flatMap((kind) => widthSamples[kind] ?? []);
    expect(emoji.filter(([text, , , ours]) => stringWidth(text) !== ours)).toEqual([]);
  });
});

const mixed = fc
  .array(fc.oneof(fc.constantFrom(...texts), fc.constantFrom('\u0301', '\ufe0f', '\u200d', '🏽', '🇩', 'x')), {
    maxLength: 12,
  })
  .map((parts) => parts.join('').replaceAll('\u2028', ''));

describe('any text', () => {
  test('takes on the screen what it is said to take, in whatever pieces it comes', async () => {
    await fc.assert(
      fc.asyncProperty(mixed, async (text) => {
        expect(await columnsOnScreen(text)).toBe(textWidth(text));
        expect(await columnsOnScreen(...Array.from(text))).toBe(textWidth(text));
      }),
      { numRuns: 60 },
    );
  });

  test('is cut to so many columns, never within a character', () => {
    fc.assert(
      fc.property(mixed, fc.nat(12), (text, most) => {
        const cut = firstColumns(text, most);
        expect(text.startsWith(cut)).toBe(true);
        expect(textWidth(cut)).toBeLessThanOrEqual(most);
        const rest = text.slice(cut.length);
        if (rest === '') return;
        // The next character does not fit, and it is not the end of the one before.
        const next = Array.from(rest).findIndex((_, index, parts) => {
          const longer = cut + parts.slice(0, index + 1).join('');
          return textWidth(longer) > most;
        });
        expect(next).toBeGreaterThanOrEqual(0);
      }),
      { seed: 7 },
    );
  });
});

test.for([
  ['👩\u200d👩\u200d👧 family', 2, '👩\u200d👩\u200d👧'],
  ['👩\u200d👩\u200d👧 family', 1, ''],
  ['a⚠\ufe0f', 2, 'a'],
  ['e\u0301e\u0301', 1, 'e\u0301'],
  ['漢字', 3, '漢'],
  ['', 5, ''],
] as const)('%j cut to %i columns', ([text, most, cut]) => {
  expect(firstColumns(text, most)).toBe(cut);
});

function readSamples(): Readonly<Record<string, readonly Sample[]>> {
  const samples: Record<string, Sample[]> = {};
  let kind: Sample[] = [];
  const lines = readFileSync(new URL('width-samples.tsv', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  for (const line of lines.slice(1)) {
    const name = /^\[(\w+)\]$/.exec(line)?.[1];
    if (name !== undefined) {
      kind = samples[name] = [];
      continue;
    }
    const [written = '', libc = '', agents, ours] = line.split('\t');
    const text = written.replaceAll(/\\u\{(\w+)\}/g, (_, code: string) =>
      String.fromCodePoint(Number.parseInt(code, 16)),
    );
    kind.push([text, libc === '-' ? undefined : Number(libc), Number(agents), Number(ours)]);
  }
  return samples;
}

async function columnsOnScreen(...pieces: readonly string[]): Promise<number> {
  const screen = await PaneScreen.open({ cols: 400, rows: 2 });
  for (const piece of pieces) await screen.write(piece);
  const { column } = screen.cursor;
  screen.dispose();
  return column;
}

/** One file a text; undefined where there is no such program. */
function measuredByLibc(lines: readonly string[]): readonly number[] | undefined {
  const root = mkdtempSync(join(tmpdir(), 'panetree-widths-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [index, line] of lines.entries()) writeFileSync(join(root, `${index}`), `${line}\n`);
  const names = lines.map((_, index) => `${index}`);
  try {
    execFileSync('getconf', ['GNU_LIBC_VERSION'], { stdio: 'pipe' });
    const output = execFileSync('wc', ['-L', ...names], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' },
    });
    return output
      .trim()
      .split('\n')
      .slice(0, lines.length)
      .map((line) => Number.parseInt(line, 10));
  } catch {
    return undefined;
  }
}

async function stringWidthOfInk(): Promise<(text: string) => number> {
  const ink = createRequire(import.meta.url).resolve('ink');
  const path = createRequire(ink).resolve('string-width');
  expect(fileURLToPath(pathToFileURL(path))).toContain('string-width');
  return ((await import(pathToFileURL(path).href)) as { default: (text: string) => number }).default;
}
