import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateDirectory } from '../private-directory.js';
import { parseInstanceName } from './instance-name.js';
import { errnoOf } from './system-error.js';

const extension = '.json';

/** What a host leaves for a later one to find: its name, and what the backend wants to be told again. */
export interface HostRecord {
  readonly instance: string;
  readonly told: Readonly<Record<string, unknown>>;
}

/** One small file for each registry that is open, or that was closed and let something live. Owner only. */
export class HostRecords {
  readonly #directory: string;

  constructor(stateDir: string) {
    this.#directory = join(stateDir, 'hosts');
  }

  /** Whole or not at all: a reader never sees half of it. */
  async write({ instance, told }: HostRecord): Promise<void> {
    makePrivateDirectory(this.#directory);
    const path = this.#pathOf(instance);
    const draft = `${path}.${process.pid}.new`;
    try {
      await writeFile(draft, `${JSON.stringify(told)}\n`, { mode: 0o600 });
      await rename(draft, path);
    } catch (error) {
      // On a full disk the half of it would stay.
      await rm(draft, { force: true });
      throw error;
    }
  }

  /** What is no record of ours is left alone. */
  async read(): Promise<readonly HostRecord[]> {
    const names = await readdir(this.#directory).catch(unlessMissing);
    const instances = (names ?? [])
      .filter((name) => name.endsWith(extension))
      .map((name) => name.slice(0, -extension.length))
      .filter((name) => parseInstanceName(name) !== undefined);
    const records = await Promise.all(instances.map((instance) => this.#readOne(instance)));
    return records.filter((record) => record !== undefined);
  }

  async remove(instance: string): Promise<void> {
    await rm(this.#pathOf(instance), { force: true });
  }

  async #readOne(instance: string): Promise<HostRecord | undefined> {
    try {
      const told: unknown = JSON.parse(await readFile(this.#pathOf(instance), 'utf8'));
      return typeof told === 'object' && told !== null ? { instance, told: { ...told } } : undefined;
    } catch (error) {
      if (error instanceof SyntaxError || errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  #pathOf(instance: string): string {
    return join(this.#directory, `${instance}${extension}`);
  }
}

function unlessMissing(error: unknown): undefined {
  if (errnoOf(error) === 'ENOENT') return undefined;
  throw error;
}
