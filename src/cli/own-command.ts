import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('main.js', import.meta.url));
const packageFolder = fileURLToPath(new URL('../..', import.meta.url));
/** npm puts these before the PATH of what it runs; a shell of the user does not have them. */
const addedByNpm = /[\\/](?:node_modules[\\/]\.bin|_npx[\\/].*|node-gyp-bin)[\\/]?$/;
const mostShimBytes = 8192;
const names = process.platform === 'win32' ? ['panetree.cmd', 'panetree'] : ['panetree'];

export interface CommandContext {
  readonly path: string;
  /** Where the user stands. */
  readonly directory: string | undefined;
  readonly main: string;
  readonly packageFolder: string;
}

/** How this program is called where its user stands, e.g. `panetree`, or `npx panetree` in a clone. */
export function ownCommand(context: CommandContext = ofProcess()): string {
  const { path, directory, main: own } = context;
  const folders = path.split(delimiter).filter((folder) => folder !== '' && !addedByNpm.test(folder));
  if (folders.some((folder) => isOwn(folder, own))) return 'panetree';
  if (own.includes('_npx') || ancestorsOf(directory).some((each) => isProject(each, context))) {
    return 'npx panetree';
  }
  return `node ${/^[\w./:\\@-]+$/.test(own) ? own : JSON.stringify(own)}`;
}

function ofProcess(): CommandContext {
  const { PATH: path = '', INIT_CWD: start } = process.env;
  return { path, directory: start ?? currentDirectory(), main, packageFolder };
}

/** The directory that this process was started in may have been deleted. */
function currentDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/** Whether npx finds this very program there. */
function isProject(folder: string, { main: own, packageFolder: clone }: CommandContext): boolean {
  return isSame(folder, clone) || isOwn(join(folder, 'node_modules', '.bin'), own);
}

function isOwn(folder: string, own: string): boolean {
  return names.some((name) => isSame(join(folder, name), own) || isShim(join(folder, name), own));
}

/** pnpm, and npm on Windows, write a script that names the file, where others make a link. */
function isShim(file: string, own: string): boolean {
  try {
    if (statSync(file).size > mostShimBytes) return false;
    const end = own.split(/[\\/]/).slice(-4).join('/');
    return readFileSync(file, 'utf8').replaceAll('\\', '/').includes(end);
  } catch {
    return false;
  }
}

function isSame(one: string, other: string): boolean {
  try {
    return existsSync(one) && realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}

function ancestorsOf(directory: string | undefined): readonly string[] {
  if (directory === undefined) return [];
  const parent = dirname(directory);
  return parent === directory ? [directory] : [directory, ...ancestorsOf(parent)];
}
