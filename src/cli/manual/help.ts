import { closestName } from '../../tracker/closest-name.js';
import { UsageError } from '../usage-error.js';
import { completionPage } from './completion-page.js';
import { hostPage, killPage, linkPage, psPage, topPage } from './host-pages.js';
import { type CommandPage, usageFailure } from './page.js';
import { doctorPage, historyPage, recoverPage } from './record-pages.js';
import { renderOverview, renderPage } from './render.js';
import { runPage } from './run-page.js';

const helpPage: CommandPage = {
  name: 'help',
  synopsis: '[COMMAND]',
  summary: 'show all commands, or the page of one',
  description: [],
  options: {},
  operands: 'some',
  choices: 'commands',
  exitCodes: [['0', 'The page was printed.'], usageFailure],
  examples: [['panetree help run', 'The same as panetree run --help.']],
};

const versionPage: CommandPage = {
  name: 'version',
  synopsis: '',
  summary: 'show the version of panetree',
  description: [],
  options: {},
  operands: 'none',
  exitCodes: [['0', 'The version was printed.'], usageFailure],
  examples: [['panetree version', 'The same as panetree --version.']],
};

/** In the order in which they are shown. */
export const pages: readonly CommandPage[] = [
  runPage,
  hostPage,
  linkPage,
  psPage,
  killPage,
  topPage,
  recoverPage,
  doctorPage,
  historyPage,
  completionPage,
  helpPage,
  versionPage,
];

/** How other programs call what these do. */
const synonyms: Readonly<Record<string, string>> = {
  exec: 'run',
  shell: 'run',
  start: 'host',
  serve: 'host',
  open: 'link',
  url: 'link',
  list: 'ps',
  ls: 'ps',
  stop: 'kill',
  end: 'kill',
  watch: 'top',
  status: 'doctor',
  check: 'doctor',
  log: 'history',
  logs: 'history',
};

export function noSuchCommand(name: string): UsageError {
  const word = name.replace(/^-+/, '');
  const synonym = Object.hasOwn(synonyms, word) ? synonyms[word] : undefined;
  const all = pages.map((page) => page.name);
  const meant = synonym ?? all.find((each) => each === word) ?? closestName(word, all);
  const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  return new UsageError(`there is no command ${JSON.stringify(name)}${hint}`);
}

/** Throws UsageError for a name that is no command's. */
export function pageOf(name: string): CommandPage {
  const page = pages.find((each) => each.name === name);
  if (page === undefined) throw noSuchCommand(name);
  return page;
}

/** The page of a command, or the overview. Throws UsageError. */
export function helpText(name?: string): string {
  return name === undefined ? renderOverview(pages) : renderPage(pageOf(name));
}
