import type { System } from './given.js';

const noKeep = 'Windows takes no process out of its job';
const noBreak =
  'Wine 8 has no Ctrl-Break (its GenerateConsoleCtrlEvent knows only Ctrl-C), so that it is forced';

const onWindows: Readonly<Record<string, string>> = {
  'an exit says how it came about': 'a process that was ended tells an exit code, and no signal',
  'a kept subtree outlives its pane, stays listed and is reported': noKeep,
  'what is kept can still be ended one by one': noKeep,
  'killing a subtree spares what is kept below, and says so; what is named ends though it is kept': noKeep,
  'a run whose root was kept goes on after a kill, and ends as it does by itself': noKeep,
  'what does as it is asked is ended, not forced, and nobody waits longer for it':
    'a daemon has neither a console nor a window, so that nobody can ask it',
  '`only` sends that one signal and no more':
    'Ctrl-Break goes to a whole console, so that it is sent to none in which there is somebody else',
};

/** The cases that are not held over `windows-job`, each with the reason. It is asserted that they are not. */
export const notHeld: Readonly<Record<System, Readonly<Record<string, string>>>> = {
  Windows: onWindows,
  Wine: {
    ...onWindows,
    'the default steps end a program that only a hang-up ends at once': noBreak,
    'a stopped process is continued, so that it can do as it is asked': noBreak,
    'a frozen block is thawed, so that it can do as it is asked': noBreak,
    'a tree that forks when asked to end is ended all the same': noBreak,
  },
};

/** The cases that cannot be asked here, each with the reason. */
export const notAsked: Readonly<Record<string, string>> = {
  'an exec is told as a change, and no launcher is ever told': 'Windows has no exec',
};
