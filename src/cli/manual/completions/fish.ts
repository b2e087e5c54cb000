import type { CommandPage } from '../page.js';
import {
  blocksCommand,
  operandsOf,
  type OptionWords,
  optionsOf,
  optionsWithValue,
  type Values,
} from './words.js';

/** Begins with no file: a command offers files where it takes some. */
export function fishCompletion(pages: readonly CommandPage[]): string {
  const lines = pages.flatMap((page) => [
    `complete -c panetree -n __panetree_first -a ${page.name} -d ${quoted(page.summary)}`,
    ...optionsOf(page).map((option) => lineOf(page, option)),
    ...operandLines(page, pages),
  ]);
  return `# Completion of panetree for fish: panetree completion fish | source
function __panetree_first
    test (count (commandline -opc)) -eq 1
end
function __panetree_on
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test "$words[2]" = $argv[1]
end
# Of the options in the arguments each takes a value.
function __panetree_first_operand
    set -l is_value 0
    set -l operands
    for word in (commandline -opc)
        if test $is_value -eq 1
            set is_value 0
        else if contains -- $word $argv
            set is_value 1
        else if not string match -q -- '-*' $word
            set -a operands $word
        end
    end
    # The program and its command.
    test (count $operands) -eq 2
end
complete -c panetree -e
complete -c panetree -f
complete -c panetree -n __panetree_first -s h -l help -d 'Show all commands'
complete -c panetree -n __panetree_first -s V -l version -d 'Show the version'
${lines.join('\n')}
`;
}

function lineOf({ name: command }: CommandPage, { name, short, help, values }: OptionWords): string {
  const head = `complete -c panetree -n '__panetree_on ${command}' -l ${name}`;
  return `${head}${short === undefined ? '' : ` -s ${short}`}${taken(values)} -d ${quoted(help)}`;
}

function operandLines(page: CommandPage, pages: readonly CommandPage[]): readonly string[] {
  const on = `complete -c panetree -n '__panetree_on ${page.name}'`;
  if (page.operands === 'command') {
    // What begins with `--` before a word that does not is an option of the function itself.
    const options = optionsWithValue(page).join(' ');
    return [`${on} -x -a '(__fish_complete_subcommand --fcs-skip=2 - ${options})'`];
  }
  if (page.choices === 'blocks') {
    const isFirst = `__panetree_on ${page.name}; and __panetree_first_operand ${optionsWithValue(page).join(' ')}`;
    return [`complete -c panetree -n '${isFirst}' -x -a '(${blocksCommand})'`];
  }
  const words = operandsOf(page, pages);
  return words.length === 0 ? [] : [`${on} -x -a ${quoted(words.join(' '))}`];
}

function taken(values: Values): string {
  if (values === 'none') return '';
  if (values === 'files') return ' -r -F';
  if (values === 'directories') return ` -x -a '(__fish_complete_directories)'`;
  return values === 'anything' ? ' -x' : ` -x -a ${quoted(values.join(' '))}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, (character) => `\\${character}`)}'`;
}
