/** A longer one, a picture for example, passes as it comes. */
const longestSequence = 4096;

/** An escape sequence up to where its end is still to come: CSI, a string up to BEL or ST, and the short ones. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const begun = /\u001b(?:\[[0-?]*[ -/]*|[\]PX^_][^\u0007\u001b]*\u001b?|[ -/]*)$/;

/** How much of it can be shown by itself: all but the beginning of a sequence that goes on in what comes next. */
export function wholeLength(text: string): number {
  const tail = text.slice(-longestSequence);
  const index = tail.search(begun);
  return index === -1 ? text.length : text.length - tail.length + index;
}
