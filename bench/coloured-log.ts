import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The last line, once the terminal has made `\r\n` of its end. */
export const lastWords = 'the last line of the log';

/** A log as build tools print it, some six colours a line, in a file that goes with it. */
export class ColouredLog implements Disposable {
  readonly path: string;
  readonly #directory: string;

  constructor(bytes: number) {
    this.#directory = mkdtempSync(join(tmpdir(), 'panetree-bench-log-'));
    this.path = join(this.#directory, 'log');
    const lines: string[] = [];
    for (let size = 0, index = 0; size < bytes; index++) {
      const line = lineOf(index);
      lines.push(line);
      size += line.length;
    }
    writeFileSync(this.path, `${lines.join('')}${lastWords}\n`);
  }

  [Symbol.dispose](): void {
    rmSync(this.#directory, { recursive: true });
  }
}

function lineOf(index: number): string {
  const time = `\u001b[90m12:${String(index % 60).padStart(2, '0')}:07.${index % 1000}\u001b[0m`;
  const level = `\u001b[1;${31 + (index % 6)}m[level ${index % 5}]\u001b[0m`;
  const file = `\u001b[36msrc/modules/part-${index % 97}.ts\u001b[39m:\u001b[33m${index % 400}\u001b[0m`;
  const words = `compiled in \u001b[38;5;${index % 256}m${index % 3000} ms\u001b[0m`;
  return `${time} ${level} ${file} ${words} \u001b[38;2;${index % 256};120;200m#${index}\u001b[0m\n`;
}
