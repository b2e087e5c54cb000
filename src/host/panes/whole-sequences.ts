const escape = '\u001b';
/** A longer one, a picture for example, passes as it comes. */
const longestSequence = 4096;

/** An escape sequence up to where its end is still to come: CSI, a string up to BEL or ST, and the short ones. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const begun = /^\u001b(?:\[[0-?]*[ -/]*|[\]PX^_][^\u0007\u001b]*\u001b?|[ -/]*)$/;

/** How much of it can be shown by itself: all but the beginning of a sequence that goes on in what comes next. */
export function wholeLength(text: string): number {
  const last = text.lastIndexOf(escape);
  if (last < Math.max(0, text.length - longestSequence)) return text.length;
  // One at the very end may be the first half of what ends a string.
  const before = last === text.length - 1 && last > 0 ? text.lastIndexOf(escape, last - 1) : -1;
  if (before >= text.length - longestSequence && isBegunAt(text, before)) return before;
  return isBegunAt(text, last) ? last : text.length;
}

function isBegunAt(text: string, index: number): boolean {
  return index >= 0 && begun.test(text.slice(index));
}
