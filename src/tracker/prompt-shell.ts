/** Shells a person types into, by the name of their program. */
const shells: ReadonlySet<string> = new Set(
  'ash bash cmd csh dash elvish fish ksh mksh nu powershell pwsh sh tcsh xonsh zsh'.split(' '),
);

/** Options whose value is the next argument (bash(1), zsh(1), fish(1)). */
const withValue: ReadonlySet<string> = new Set([
  '-o',
  '+o',
  '-O',
  '+O',
  '--rcfile',
  '--init-file',
  '-C',
  '--init-command',
]);

/** Options that say what to run: `-c` and its clusters (`-lc`), PowerShell's `-Command` and `-File`, `/c` of cmd. */
const runsCommand = /^(?:-[a-z]*c[a-z]*|--command(?:=.*)?|-(?:command|file|encodedcommand)|\/[ck].*)$/i;

/**
 * Whether a command line is a shell that waits at a prompt: one that was told neither a command nor a script. Closing
 * such a shell interrupts nothing; what it runs is a process of its own.
 */
export function isPromptShell(commandLine: string): boolean {
  const [program = '', ...args] = commandLine.trim().split(/\s+/);
  return shells.has(programName(program)) && !hasTask(args);
}

/** `-bash` is the name login(1) gives a login shell. */
function programName(program: string): string {
  const base = program.replace(/^"|"$/g, '').split(/[/\\]/).at(-1) ?? '';
  return base
    .toLowerCase()
    .replace(/^-/, '')
    .replace(/\.exe$/, '');
}

function hasTask(args: readonly string[]): boolean {
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (withValue.has(arg)) index++;
    else if (runsCommand.test(arg) || !/^[-+/]/.test(arg)) return true;
  }
  return false;
}
