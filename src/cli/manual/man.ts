import { type CommandPage, everywhere, type OptionEntry } from './page.js';
import { optionHead } from './render.js';

const about =
  'panetree knows which processes belong to a pane of a terminal, and ends them so that nothing survives.';

/** The manual page `panetree(1)` in the macros of man(7), made of the same pages as `--help`. */
export function manPage(pages: readonly CommandPage[], version: string): string {
  const lines = [
    '.\\" Made from src/cli/manual: npm run docs',
    `.TH PANETREE 1 "" ${quoted(`panetree ${version}`)} "User Commands"`,
    '.SH NAME',
    'panetree \\- track and end the processes of a terminal pane',
    '.SH SYNOPSIS',
    ...pages.flatMap(({ name, synopsis }, index) => [
      ...(index === 0 ? [] : ['.br']),
      `.B panetree ${escaped(name)}`,
      ...(synopsis === '' ? [] : [escaped(synopsis)]),
    ]),
    '.SH DESCRIPTION',
    escaped(about),
    'Each command shows its own page with',
    '.BR \\-\\-help .',
    '.SH COMMANDS',
    ...pages.flatMap(commandPart),
    '.SH OPTIONS',
    'Every command understands these.',
    ...Object.entries<OptionEntry>(everywhere).flatMap(optionPart),
    '.SH EXIT STATUS',
    'That of each command stands in its part.',
    '.SH SEE ALSO',
    '.BR ps (1),',
    '.BR kill (1),',
    '.BR tmux (1),',
    '.BR cgroups (7)',
  ];
  return `${lines.join('\n')}\n`;
}

function commandPart(page: CommandPage): readonly string[] {
  const { name, synopsis, summary, description, options, exitCodes, examples } = page;
  return [
    `.SS ${quoted(`panetree ${name} ${synopsis}`.trimEnd())}`,
    escaped(sentence(summary)),
    ...description.map(escaped),
    ...Object.entries<OptionEntry>(options).flatMap(optionPart),
    '.PP',
    'Exit codes:',
    ...exitCodes.flatMap(([code, meaning]) => ['.TP', `.B ${escaped(code)}`, escaped(meaning)]),
    '.PP',
    'Examples:',
    ...examples.flatMap(([line, meaning]) => ['.TP', `.B ${quoted(line)}`, escaped(meaning)]),
  ];
}

function optionPart([name, entry]: readonly [string, OptionEntry]): readonly string[] {
  return ['.TP', `.B ${escaped(optionHead(name, entry).trim())}`, escaped(entry.help)];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** A hyphen is no minus, a line that begins with a dot or an apostrophe is a macro, and a backslash begins an escape. */
function escaped(text: string): string {
  const plain = text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('…', '\\[u2026]');
  return /^[.']/.test(plain) ? `\\&${plain}` : plain;
}

function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', '\\(dq')}"`;
}
