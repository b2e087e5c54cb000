import { findHost } from './host-client.js';
import { writeOutput } from '../output/streams.js';
import { linkPage } from './manual/host-pages.js';
import { parseCommand } from './manual/parse.js';

/** A URL that lets one more browser into the host, once. */
export async function link(args: readonly string[]): Promise<number> {
  parseCommand(linkPage, args);
  const { url } = await findHost().call('host.link', {});
  writeOutput(`${url}\n`);
  return 0;
}
