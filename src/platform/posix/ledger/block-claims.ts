import { createHash } from 'node:crypto';
import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateDirectory } from '../../private-directory.js';
import { parseInstanceName, stateOfOwner } from '../instance-name.js';
import { errnoOf } from '../system-error.js';

interface Claim {
  readonly path: string;
  /** Each claim of a block has a number above all before it, so that of two who follow a dead host one gets it. */
  readonly number: number;
  readonly claimant: string;
}

/**
 * Which host goes on with which block of a dead one. Its processes bear the dead host's name for as long as they live, so
 * that the claim has to stand elsewhere: in a file of `stateDir`, which one alone can make. Owner only.
 */
export class BlockClaims {
  readonly #directory: string;
  readonly #claimant: string;

  constructor(stateDir: string, claimant: string) {
    this.#directory = join(stateDir, 'claims');
    this.#claimant = claimant;
  }

  /** The registry that has the block, where its host may be alive. */
  async holderOf(block: string): Promise<string | undefined> {
    const latest = await this.#latestOf(block);
    return latest !== undefined && isHeld(latest) ? latest.claimant : undefined;
  }

  /** Throws where another host has it, or is quicker. */
  async take(block: string): Promise<void> {
    const latest = await this.#latestOf(block);
    if (latest !== undefined && isHeld(latest)) throw new Error(`${latest.claimant} has taken it over`);
    makePrivateDirectory(this.#directory);
    const path = this.#pathOf(block, (latest?.number ?? 0) + 1);
    const draft = join(this.#directory, `${nameOf(block)}.${this.#claimant}.new`);
    try {
      await writeFile(draft, this.#claimant, { mode: 0o600 });
      await link(draft, path);
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
      throw new Error('another host has just taken it over', { cause: error });
    } finally {
      await rm(draft, { force: true });
    }
    if (latest !== undefined) await rm(latest.path, { force: true });
  }

  /** Only what this registry holds. */
  async release(block: string): Promise<void> {
    const latest = await this.#latestOf(block);
    if (latest?.claimant === this.#claimant) await rm(latest.path, { force: true });
  }

  /** Of another boot nothing is alive that could be claimed, but for what came back from a checkpoint. */
  async removeOutdated(): Promise<void> {
    const boot = parseInstanceName(this.#claimant)?.boot;
    const isOutdated = (claim: Claim) =>
      (parseInstanceName(claim.claimant)?.boot ?? boot) !== boot && !isHeld(claim);
    for (const claim of (await this.#all()).filter(isOutdated)) await rm(claim.path, { force: true });
  }

  async #latestOf(block: string): Promise<Claim | undefined> {
    const claims = await this.#all(nameOf(block));
    return claims.toSorted((a, b) => b.number - a.number)[0];
  }

  async #all(prefix = ''): Promise<readonly Claim[]> {
    const names = (await unlessMissing(readdir(this.#directory))) ?? [];
    const claims = names
      .filter((name) => name.startsWith(prefix))
      .map(async (name): Promise<readonly Claim[]> => {
        const number = Number(/^[0-9a-f]{32}\.(\d+)$/.exec(name)?.[1]);
        if (Number.isNaN(number)) return [];
        const path = join(this.#directory, name);
        const claimant = await unlessMissing(readFile(path, 'utf8'));
        return claimant === undefined ? [] : [{ path, number, claimant }];
      });
    return (await Promise.all(claims)).flat();
  }

  #pathOf(block: string, number: number): string {
    return join(this.#directory, `${nameOf(block)}.${number}`);
  }
}

/** When in doubt it is somebody else's. What is no name of ours was made by nobody who could hold it. */
function isHeld({ claimant }: Claim): boolean {
  const owner = parseInstanceName(claimant);
  return owner !== undefined && stateOfOwner(owner) !== 'dead';
}

/** A file's name has its bounds, a block's has not. */
function nameOf(block: string): string {
  return createHash('sha256').update(block).digest('hex').slice(0, 32);
}

async function unlessMissing<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
