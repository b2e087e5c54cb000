/** Of a name's length, the share of changes beyond which another name is no misspelling of it. */
const mostChanged = 1 / 3;

/** The name that somebody who wrote this one may have meant; undefined where none is close. */
export function closestName(written: string, names: readonly string[]): string | undefined {
  const word = written.toLowerCase();
  const [best] = names
    .map((name) => ({ name, changes: changesBetween(word, name.toLowerCase()) }))
    .filter(({ name, changes }) => isClose(word, name.toLowerCase(), changes))
    .toSorted((one, other) => one.changes - other.changes);
  return best?.name;
}

function isClose(word: string, name: string, changes: number): boolean {
  if (changes <= Math.max(1, Math.floor(name.length * mostChanged)) && changes < name.length) return true;
  // A unit or the last word left out, or one too many.
  return Math.min(word.length, name.length) > 3 && (name.startsWith(word) || word.startsWith(name));
}

/** How many letters to change, insert, take away, or swap with their neighbour (optimal string alignment). */
function changesBetween(one: string, other: string): number {
  let before: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const line = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      line.push(
        Math.min(
          at(line, column - 1) + 1,
          at(last, column) + 1,
          at(last, column - 1) + (isSame ? 0 : 1),
          isSwapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = last;
    last = line;
  }
  return at(last, other.length);
}

function at(line: readonly number[], column: number): number {
  return line[column] ?? Number.POSITIVE_INFINITY;
}
