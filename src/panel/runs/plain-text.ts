/** Escape sequences, of which a list of lines makes nothing: CSI, OSC, other strings, and those of two characters. */
const sequences =
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[PX^_][^\u001b]*\u001b\\|[ -/]+[0-~]|[0-OQ-WYZ\\`-~])/g;
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
/** A sequence that the end of a piece has cut in two; the rest of it comes with the next piece. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const cutSequence = /\u001b[^\u001b]{0,64}$/;

/** What of a program's output is text, piece by piece. */
export class PlainText {
  #cut = '';

  add(data: string): string {
    const whole = (this.#cut + data).replaceAll(sequences, '');
    const cut = cutSequence.exec(whole)?.[0] ?? '';
    this.#cut = cut;
    return overwritten(whole.slice(0, whole.length - cut.length)).replaceAll(controls, '');
  }
}

/** A line that begins again, as a progress bar does, shows its last state. */
function overwritten(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(/[^\n]*\r(?=[^\n])/g, '');
}
