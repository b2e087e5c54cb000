/** When every process here has started, as ps prints it and as it is meant. */
export const date = 'Sat Nov  8 09:12:33 2025';
export const startedAt: number = Date.UTC(2025, 10, 8, 9, 12, 33);

/** What differs between the lines of a table; the PID is 77, the parent 1, the group 70. */
export interface Printed {
  readonly name: string;
  readonly command: string;
  readonly state?: string;
  readonly uid?: number;
  readonly session?: string;
  readonly terminal?: string;
}

const spaces = (text: string, width: number) => ' '.repeat(Math.max(0, width - Buffer.byteLength(text)));

/** Prints as Apple's ps does; escapes in the command as strvis(3) writes them. */
export function printApple(printed: Printed): string {
  const { name, command, state = 'S', uid = 501, session = '0', terminal = '??' } = printed;
  const numbers = ['77', '1', '70'].map((number) => number.padStart(5));
  const visible = command.replaceAll(
    /\p{Cc}/gu,
    (control) => `^${String.fromCharCode(control.charCodeAt(0) ^ 0x40)}`,
  );
  return `${[
    ...numbers,
    state.padEnd(4),
    `${uid}`.padStart(5),
    session.padStart(6),
    terminal.padEnd(8),
    `${name}${spaces(name, 16)}`,
    date.padEnd(28),
    visible,
  ].join(' ')}\n`;
}

const plain = (text: string) => text.replaceAll(/\p{Cc}/gu, '?');

/** Prints as procps does, which knows no control characters in names either. */
export function printProcps(printed: Printed): string {
  const { name, command, state = 'S', uid = 501, session = '70', terminal = '?' } = printed;
  const numbers = ['77', '1', '70'].map((number) => number.padStart(7));
  return `${[
    ...numbers,
    state.padEnd(4),
    `${uid}`.padStart(5),
    session.padStart(7),
    terminal.padEnd(8),
    plain(name).padEnd(8),
    date,
    plain(command),
  ].join(' ')}\n`;
}
