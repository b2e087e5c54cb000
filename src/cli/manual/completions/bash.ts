import type { CommandPage } from '../page.js';
import {
  blocksCommand,
  operandsOf,
  optionsOf,
  optionsWithValue,
  singleQuoted,
  type Values,
} from './words.js';

/** Works in bash 3.2 too, and needs no package bash-completion. */
export function bashCompletion(pages: readonly CommandPage[]): string {
  const names = pages.map(({ name }) => name);
  const values = pages.flatMap((page) =>
    optionsOf(page).flatMap(({ name, values: each }) =>
      each === 'none' ? [] : [`    ${singleQuoted(`${page.name} --${name}`)}) ${offer(each)}; return ;;`],
    ),
  );
  const words = pages.map((page) => {
    const own = [...optionsOf(page).map(({ name }) => `--${name}`), ...operandsOf(page, pages)];
    return `    ${page.name}) _panetree_words ${singleQuoted(own.join(' '))} ;;`;
  });
  return `# Completion of panetree for bash: eval "$(panetree completion bash)"
${helpers}
_panetree() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} begin
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    _panetree_words ${singleQuoted([...names, '--help', '--version'].join(' '))}
    return
  fi
  # Bash takes --option=value for three words.
  if [ "$cur" = '=' ]; then cur=''
  elif [ "$prev" = '=' ]; then prev=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  ${pages
    .filter(({ operands }) => operands === 'command')
    .map((page) => commandCase(page))
    .join('\n  ')}
  ${pages
    .filter(({ choices }) => choices === 'blocks')
    .map((page) => blockCase(page))
    .join('\n  ')}
  case "$command $prev" in
${values.join('\n')}
  esac
  case $command in
${words.join('\n')}
  esac
}
complete -F _panetree panetree
`;
}

const helpers = `_panetree_words() {
  COMPREPLY=($(compgen -W "$1" -- "$cur"))
}
_panetree_paths() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen "$1" -- "$cur"))
  compopt -o filenames 2>/dev/null
}
# Not by compgen -W, which expands what it is given: a name of a block may hold anything.
_panetree_blocks() {
  local name
  while IFS= read -r name; do
    case $name in "$cur"*) COMPREPLY+=("$(printf %q "$name")") ;; esac
  done < <(${blocksCommand})
}
# The word at which a command begins, after options of which those in $1 take a value.
_panetree_begin() {
  local word=2
  while [ "$word" -lt "$COMP_CWORD" ]; do
    case \${COMP_WORDS[word]} in
      --) word=$((word + 1)); break ;;
      -*)
        case " $1 " in *" \${COMP_WORDS[word]} "*)
          word=$((word + 1))
          if [ "\${COMP_WORDS[word]}" = '=' ]; then word=$((word + 1)); fi ;;
        esac ;;
      *) break ;;
    esac
    word=$((word + 1))
  done
  begin=$word
}`;

/** Behind its own options the completion of the command itself goes on. */
function commandCase(page: CommandPage): string {
  return `if [ "$command" = ${page.name} ]; then
    _panetree_begin ${singleQuoted(optionsWithValue(page).join(' '))}
    if [ "$begin" -lt "$COMP_CWORD" ]; then
      if declare -F _command_offset >/dev/null; then _command_offset "$begin"; else _panetree_paths -f; fi
      return
    fi
    if [ "$begin" -eq "$COMP_CWORD" ] && [ "\${cur#-}" = "$cur" ]; then
      _panetree_paths -c
      return
    fi
  fi`;
}

/** The first operand, and none behind it. */
function blockCase(page: CommandPage): string {
  return `if [ "$command" = ${page.name} ] && [ "\${cur#-}" = "$cur" ]; then
    _panetree_begin ${singleQuoted(optionsWithValue(page).join(' '))}
    if [ "$begin" -eq "$COMP_CWORD" ]; then
      _panetree_blocks
      return
    fi
  fi`;
}

function offer(values: Exclude<Values, 'none'>): string {
  if (values === 'files') return '_panetree_paths -f';
  if (values === 'directories') return '_panetree_paths -d';
  return values === 'anything' ? ':' : `_panetree_words ${singleQuoted(values.join(' '))}`;
}
