import { UsageError } from '../usage-error.js';
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

const pages: readonly CommandPage[] = [
  runPage,
  hostPage,
  linkPage,
  psPage,
  killPage,
  topPage,
  recoverPage,
  doctorPage,
  historyPage,
  helpPage,
  versionPage,
];

/** Throws UsageError for a name that is no command's. */
export function pageOf(name: string): CommandPage {
  const page = pages.find((each) => each.name === name);
  if (page === undefined) throw new UsageError(`there is no command ${JSON.stringify(name)}`);
  return page;
}

/** The page of a command, or the overview. Throws UsageError. */
export function helpText(name?: string): string {
  return name === undefined ? renderOverview(pages) : renderPage(pageOf(name));
}
