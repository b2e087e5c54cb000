import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { sealed } from '../posix/inherited-descriptors.js';
import { inWords } from '../posix/system-error.js';

/** What busctl(1) came to. `refused`: the other side or the bus said no, in its own words. */
export type Answer =
  | { readonly status: 'answered'; readonly text: string }
  | { readonly status: 'refused' | 'silent' | 'not-run'; readonly reason: string };

export interface Call {
  readonly environment: NodeJS.ProcessEnv;
  /** On the clock of `performance.now()`. */
  readonly deadlineAt: number;
}

/** More than any answer here; whoever writes more is not busctl. */
const mostCharacters = 4096;

/** Runs `busctl --user ARGS`, and ends it at the deadline: a bus may take minutes to answer, or never do. */
export function busctl(args: readonly string[], { environment, deadlineAt }: Call): Promise<Answer> {
  return new Promise((resolve) => {
    const line = sealed({ file: 'busctl', args: ['--user', ...args] }, environment['PATH']);
    const child = spawn(line.file, line.args, {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = collect(child.stdout);
    const complained = collect(child.stderr);
    const settle = (answer: Answer) => {
      clearTimeout(timer);
      resolve(answer);
    };
    const giveUp = () => {
      child.kill('SIGKILL');
      // Whatever it has started may hold the other ends of these.
      child.stdout.destroy();
      child.stderr.destroy();
      settle({ status: 'silent', reason: 'the bus did not answer in time' });
    };
    const timer = setTimeout(giveUp, Math.max(0, deadlineAt - performance.now()));
    child.on('error', (error) => settle({ status: 'not-run', reason: inWords(error) }));
    child.on('close', (code) => {
      const reason = complained() || said() || `busctl ended with ${code ?? 'a signal'}`;
      settle(code === 0 ? { status: 'answered', text: said() } : { status: 'refused', reason });
    });
  });
}

/** There is no stream where the system had no descriptor left to start a program with. */
function collect(stream: Readable | undefined): () => string {
  let text = '';
  stream?.on('data', (chunk: Buffer) => (text = `${text}${chunk.toString()}`.slice(0, mostCharacters)));
  return () => text.trim();
}
