import { spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { membersProgram } from './given.js';

/** Who is in which job, asked of Windows by `members.c`. */
class JobOracle {
  readonly #program = spawn(membersProgram, [], { stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
  readonly #answers: Interface = createInterface({ input: this.#program.stdout });

  isInside(job: string, pid: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const gone = () => reject(new Error(`${membersProgram} has ended`));
      this.#answers.once('close', gone);
      this.#answers.once('line', (answer) => {
        this.#answers.off('close', gone);
        resolve(answer === '1');
      });
      this.#program.stdin.write(`${job} ${pid}\n`);
    });
  }
}

let shared: JobOracle | undefined;

/** One question at a time. */
export function isInside(job: string, pid: number): Promise<boolean> {
  shared ??= new JobOracle();
  return shared.isInside(job, pid);
}
