import { selectNumber } from './rows.js';
import { type Database, transact } from './sqlite.js';

/** What marks a file as ours, beside its version: "pane" in ASCII. */
export const applicationId = 0x70_61_6e_65;

const processes = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE processes (
  id INTEGER PRIMARY KEY,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  birth TEXT NOT NULL,
  registry TEXT NOT NULL,
  block TEXT NOT NULL,
  generation INTEGER NOT NULL,
  run INTEGER,
  session TEXT,
  ppid INTEGER NOT NULL,
  name TEXT NOT NULL,
  command TEXT NOT NULL,
  role TEXT NOT NULL,
  lifetime TEXT NOT NULL,
  escaped_to TEXT,
  status TEXT NOT NULL,
  started_at INTEGER,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  exited_at INTEGER,
  exit_reason TEXT,
  exit_code INTEGER,
  signal TEXT,
  cpu_time_ms REAL,
  resident_bytes INTEGER,
  read_bytes INTEGER,
  written_bytes INTEGER,
  ports TEXT NOT NULL DEFAULT '[]',
  user TEXT,
  project TEXT,
  metadata TEXT NOT NULL DEFAULT '{}',
  UNIQUE (host, pid, birth)
) STRICT;
CREATE INDEX processes_by_session ON processes (session, status) WHERE session IS NOT NULL;
CREATE INDEX processes_by_run ON processes (run) WHERE run IS NOT NULL;
CREATE INDEX processes_by_block ON processes (block);
CREATE INDEX processes_by_status ON processes (status, host);
CREATE INDEX processes_live ON processes (block, generation) WHERE exited_at IS NULL;
CREATE INDEX processes_ended ON processes (exited_at) WHERE exited_at IS NOT NULL;

CREATE TABLE history (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  subject TEXT NOT NULL,
  event TEXT NOT NULL,
  host TEXT NOT NULL,
  pid INTEGER,
  birth TEXT,
  name TEXT,
  block TEXT NOT NULL,
  generation INTEGER NOT NULL,
  run INTEGER,
  session TEXT,
  old_status TEXT,
  new_status TEXT,
  exit_reason TEXT,
  exit_code INTEGER,
  signal TEXT,
  details TEXT
) STRICT;
CREATE INDEX history_by_pid ON history (pid) WHERE pid IS NOT NULL;
CREATE INDEX history_by_session ON history (session) WHERE session IS NOT NULL;
CREATE INDEX history_by_run ON history (run) WHERE run IS NOT NULL;
CREATE INDEX history_by_block ON history (block);
`;

/** A run id is unique but where a registry could not ask the store for ids: then its registry tells it apart. */
const runs = `
CREATE TABLE runs (
  run INTEGER NOT NULL,
  registry TEXT NOT NULL,
  host TEXT NOT NULL,
  block TEXT NOT NULL,
  generation INTEGER NOT NULL,
  kind TEXT NOT NULL,
  agent_id TEXT,
  agent_name TEXT,
  session TEXT NOT NULL,
  task TEXT,
  model TEXT,
  project TEXT,
  metadata TEXT NOT NULL DEFAULT '{}',
  status TEXT NOT NULL,
  outcome TEXT,
  exit_code INTEGER,
  signal TEXT,
  root_pid INTEGER,
  root_birth TEXT,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  PRIMARY KEY (run, registry)
) STRICT, WITHOUT ROWID;
CREATE INDEX runs_by_session ON runs (session);
CREATE INDEX runs_by_block ON runs (block);
`;

const messages = `
CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sender TEXT NOT NULL,
  recipient TEXT,
  type TEXT NOT NULL,
  payload TEXT NOT NULL,
  sent_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_by_recipient ON messages (recipient);
CREATE INDEX messages_by_expiry ON messages (expires_at);

CREATE TABLE message_reads (
  message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  reader TEXT NOT NULL,
  read_at INTEGER NOT NULL,
  PRIMARY KEY (message, reader)
) STRICT, WITHOUT ROWID;
`;

const startErrors = 'ALTER TABLE runs ADD COLUMN start_error TEXT;';

const hostRunIds = `
ALTER TABLE runs ADD COLUMN host_run TEXT;
CREATE INDEX runs_by_host_run ON runs (host_run) WHERE host_run IS NOT NULL;
`;

/** Step n leads from version n to n + 1. A step that was released is never changed. */
export const steps: readonly string[] = [processes, runs, messages, startErrors, hostRunIds];

export const latestVersion: number = steps.length;

export function versionOf(database: Database): number {
  return selectNumber(database, 'PRAGMA user_version');
}

/** Brings a database of any earlier version up to the latest, all steps or none. */
export function migrate(database: Database, to: number = latestVersion): void {
  if (versionOf(database) >= to) return;
  transact(database, () => {
    // Read inside: another process may have done it since.
    for (const step of steps.slice(versionOf(database), to)) database.exec(step);
    database.exec(`PRAGMA application_id = ${applicationId}`);
    database.exec(`PRAGMA user_version = ${Math.max(versionOf(database), to)}`);
  });
}
