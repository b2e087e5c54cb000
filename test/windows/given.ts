/** Where the suite runs. */
export type System = 'Windows' | 'Wine';

const { env } = process;

/** That of the runners is known from outside as well: what is not on Windows goes into Wine. */
export const system: System =
  process.platform !== 'win32' || env['PANETREE_WINDOWS_SYSTEM'] === 'Wine' ? 'Wine' : 'Windows';

/** What the side that starts the runners hands over: fixture programs, and where one of them tells its PIDs. */
export const treeProgram: string = env['PANETREE_WINDOWS_TREE'] ?? '';
export const processesProgram: string = env['PANETREE_WINDOWS_PROCESSES'] ?? '';
export const membersProgram: string = env['PANETREE_WINDOWS_MEMBERSHIP'] ?? '';
export const directory: string = env['PANETREE_WINDOWS_DIRECTORY'] ?? '';
/** Names of the cases that are to run, as JSON; all where this file is missing. */
export const selection = 'selected.json';
export const helperFile: string = env['PANETREE_JOB_HELPER'] ?? '';

/** Whom the suite believes. In Wine that is Linux, so that Wine is not asked about itself, unless it is told otherwise. */
export const truth: 'linux' | 'windows' =
  system === 'Wine' && env['PANETREE_WINDOWS_TRUTH'] !== 'windows' ? 'linux' : 'windows';
