import { findHost } from './host-client.js';
import { UsageError } from './usage-error.js';

/** A URL that lets one more browser into the host, once. */
export async function link(args: readonly string[]): Promise<number> {
  if (args.length > 0) throw new UsageError('link takes no arguments');
  const { url } = await findHost().call('host.link', {});
  process.stdout.write(`${url}\n`);
  return 0;
}
