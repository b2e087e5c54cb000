import type { CommandPage } from '../page.js';
import {
  blocksCommand,
  operandsOf,
  type OptionWords,
  optionsOf,
  singleQuoted,
  type Values,
} from './words.js';

/** To be evaluated, or to be kept as `_panetree` in a folder of fpath. */
export function zshCompletion(pages: readonly CommandPage[]): string {
  const described = pages.map(({ name, summary }) => `    ${singleQuoted(`${name}:${escaped(summary)}`)}`);
  const cases = pages.map(
    (page) => `    ${page.name})
      _arguments -S ${[...optionsOf(page).map(specOf), operandSpec(page, pages)].join(' \\\n        ')}
      ;;`,
  );
  return `#compdef panetree
# Completion of panetree for zsh: eval "$(panetree completion zsh)", after compinit.
_panetree_blocks() {
  local -a blocks expl
  blocks=("\${(@f)$(${blocksCommand})}")
  blocks=(\${blocks:#})
  _wanted blocks expl block compadd -a blocks
}
_panetree() {
  # Not "commands", which is a variable of zsh.
  local -a pages
  pages=(
${described.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe -t commands command pages
    if [[ $PREFIX == -* ]]; then compadd -- --help --version; fi
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
if [ "$funcstack[1]" = _panetree ]; then _panetree "$@"; else compdef _panetree panetree; fi
`;
}

function specOf({ name, short, help, placeholder, values }: OptionWords): string {
  const spec = `[${escaped(help)}]${values === 'none' ? '' : `:${escaped(placeholder)}:${action(values)}`}`;
  if (short === undefined) return singleQuoted(`--${name}${values === 'none' ? '' : '='}${spec}`);
  return `${singleQuoted(`(-${short} --${name})`)}{-${short},--${name}}${singleQuoted(spec)}`;
}

function operandSpec(page: CommandPage, pages: readonly CommandPage[]): string {
  if (page.operands === 'command') return `'(-)1:command: _command_names -e' '*::argument: _normal'`;
  if (page.choices === 'blocks') return "'1:block:_panetree_blocks'";
  const words = operandsOf(page, pages);
  return words.length === 0
    ? ''
    : singleQuoted(`1:${page.synopsis.replaceAll(/[:[\]]/g, '')}:(${words.join(' ')})`);
}

function action(values: Exclude<Values, 'none'>): string {
  if (values === 'files') return '_files';
  if (values === 'directories') return '_files -/';
  return values === 'anything' ? ' ' : `(${values.join(' ')})`;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\[\]:]/g, (character) => `\\${character}`);
}
