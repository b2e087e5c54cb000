import { spawn } from 'node:child_process';
import { writeError } from '../output/streams.js';

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Shows the user a page. Where that cannot be done, it is said, and the URL is there to be opened by hand. */
export function openBrowser(url: string): void {
  const [file, ...args] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(file, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', (error) => writeError(`panetree: no browser was opened: ${error.message}\n`));
  child.unref();
}
