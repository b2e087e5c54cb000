import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const escape = '\u001b';
/** What a program repeats without end is this long at least. */
const leastSize = 262_144;

/** What a program prints first, and then without end. */
export interface HostileOutput {
  readonly name: string;
  readonly first?: string;
  readonly repeated: string | Buffer;
}

/** What has stopped terminals, or made them grow. */
export const hostileOutputs: readonly HostileOutput[] = [
  { name: 'bombs', repeated: bombs() },
  { name: 'each control function, its parameters beyond sense', repeated: controlFunctions() },
  { name: 'combining marks', first: 'a', repeated: '\u0301' },
  { name: 'a device control string without an end', first: `${escape}P1$r`, repeated: 'x' },
  { name: 'an operating system command without an end', first: `${escape}]2;`, repeated: 'x' },
  { name: 'an application command without an end', first: `${escape}_`, repeated: 'x' },
  { name: 'a privacy message without an end', first: `${escape}^`, repeated: 'x' },
  { name: 'a string without an end', first: `${escape}X`, repeated: 'x' },
  { name: 'one byte', repeated: 'y' },
  { name: 'newlines', repeated: '\n' },
  { name: 'rub-out', repeated: '\u007f' },
  { name: 'binary', repeated: binary() },
];

/** A command that prints it for as long as it lives. */
export function commandOf(output: HostileOutput, directory: string) {
  const path = join(directory, output.name.replaceAll(/\W+/g, '-'));
  const { first = '', repeated } = output;
  writeFileSync(`${path}.first`, first);
  writeFileSync(path, Buffer.isBuffer(repeated) ? repeated : filled(repeated));
  const script = 'cat "$0.first"; while cat "$0"; do :; done';
  return { file: '/bin/sh', args: ['-c', script, path] };
}

function filled(text: string): string {
  return text.repeat(Math.ceil(leastSize / text.length));
}

function bombs(): string {
  const finals = 'S T L M P @ X I Z b'.split(' ');
  return ['3000000', '9999', '2147483647']
    .flatMap((count) => finals.map((final) => `a${escape}[${count}${final}`))
    .join('');
}

/** All finals with all prefixes; intermediates as well, and more parameters than any has. */
function controlFunctions(): string {
  const finals = Array.from({ length: 63 }, (_, index) => String.fromCharCode(0x40 + index));
  const parameters = ['2147483648', '999999999999;99999', `${'65535;'.repeat(40)}1`, '1:2:3:4:5:6', ';;;;'];
  const sequences = ['', '?', '>', '=', '<'].flatMap((prefix) =>
    ['', '!', '$', ' ', '"'].flatMap((intermediate) =>
      parameters.flatMap((each) =>
        finals.map((final) => `${escape}[${prefix}${each}${intermediate}${final}`),
      ),
    ),
  );
  return sequences.join('x');
}

/** The same each time. */
function binary(): Buffer {
  const bytes = Buffer.alloc(leastSize);
  let state = 12_345;
  for (let index = 0; index < bytes.length; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[index] = state >>> 16;
  }
  return bytes;
}
