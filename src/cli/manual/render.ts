import { type CommandPage, everywhere, type OptionEntry } from './page.js';

const columns = 80;
const indent = '  ';

/** The page of one command, as `panetree COMMAND --help` shows it. */
export function renderPage(page: CommandPage): string {
  const { name, synopsis, summary, description, options, exitCodes, examples } = page;
  const entries = Object.entries<OptionEntry>({ ...options, ...everywhere });
  return sections([
    wrap(`panetree ${name}: ${summary}`, ''),
    ['Usage:', `${indent}panetree ${name} ${synopsis}`.trimEnd()],
    description.flatMap((paragraph) => wrap(paragraph, '')),
    ['Options:', ...table(entries.map(([option, entry]) => [optionHead(option, entry), entry.help]))],
    ['Exit codes:', ...table(exitCodes)],
    [
      'Examples:',
      ...examples.flatMap(([line, meaning]) => [`${indent}${line}`, `${indent}${indent}${meaning}`]),
    ],
  ]);
}

/** All commands in one line each. */
export function renderOverview(pages: readonly CommandPage[]): string {
  return sections([
    wrap('panetree: knows which processes belong to a pane, and ends them so that nothing survives', ''),
    ['Usage:', `${indent}panetree COMMAND [options]`],
    ['Commands:', ...table(pages.map(({ name, summary }) => [name, summary]))],
    [
      'Options:',
      ...table([
        ['-h, --help', 'With a command, its page; panetree help COMMAND shows the same.'],
        ['-V, --version', 'Show the version of panetree.'],
      ]),
    ],
  ]);
}

function sections(parts: readonly (readonly string[])[]): string {
  const filled = parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${filled.join('\n\n')}\n`;
}

export function optionHead(name: string, { short, value }: OptionEntry): string {
  const long = `--${name}${value === undefined ? '' : ` ${value}`}`;
  return short === undefined ? `    ${long}` : `-${short}, ${long}`;
}

function table(rows: readonly (readonly [head: string, text: string])[]): readonly string[] {
  const width = Math.max(...rows.map(([head]) => head.length)) + indent.length * 2;
  return rows.flatMap(([head, text]) => {
    const lines = wrap(text, ' '.repeat(width));
    return [`${indent}${head}`.padEnd(width) + (lines[0] ?? '').slice(width), ...lines.slice(1)];
  });
}

function wrap(text: string, margin: string): readonly string[] {
  const lines: string[] = [];
  let line = margin;
  for (const word of text.split(' ')) {
    if (line.length + word.length > columns && line !== margin) {
      lines.push(line.trimEnd());
      line = margin;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()];
}
