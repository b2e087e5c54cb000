const green = '\u001b[32m';
const blue = '\u001b[34m';
const cyan = '\u001b[36m';
const yellow = '\u001b[33m';
const red = '\u001b[31m';
const magenta = '\u001b[35m';
const bold = '\u001b[1m';
const dim = '\u001b[90m';
const off = '\u001b[0m';
/** Colours of 24 bits, which a terminal may write into style attributes. */
const orange = '\u001b[38;2;217;119;60m';

function lines(...all: readonly string[]): string {
  return all.join('\r\n');
}

function prompt(place: string): string {
  return `${green}${bold}user${off}:${blue}${bold}${place}${off}$ `;
}

/** What the terminals of the demonstration show. */
export const demoScreens: Readonly<Record<string, string>> = {
  web: lines(
    `${prompt('~/shop')}npm run dev`,
    '',
    `> shop@2.4.0 dev`,
    `> vite --host 127.0.0.1 --port 5173`,
    '',
    `  ${green}${bold}VITE${off} ${green}v8.3.8${off}  ready in ${bold}412 ms${off}`,
    '',
    `  ${green}➜${off}  ${bold}Local${off}:   ${cyan}http://127.0.0.1:5173/${off}`,
    `  ${green}➜${off}  ${dim}press${off} ${bold}h + enter${off} ${dim}to show help${off}`,
    '',
    `${dim}14:02:11${off} ${cyan}${bold}[vite]${off} ${dim}(client)${off} ${green}hmr update${off} ${dim}/src/cart/totals.ts${off}`,
    `${dim}14:02:38${off} ${cyan}${bold}[vite]${off} ${dim}(client)${off} ${green}hmr update${off} ${dim}/src/cart/line.tsx${off}`,
    `${dim}14:03:02${off} ${cyan}${bold}[vite]${off} ${dim}(client)${off} ${yellow}page reload${off} ${dim}src/checkout/form.tsx${off}`,
    '',
  ),
  agent: lines(
    `${prompt('~/shop')}agent --task "make the checkout tests pass"`,
    '',
    `${orange}●${off} ${bold}Reading${off} src/checkout/total-price.ts`,
    `${orange}●${off} ${bold}Searching${off} for ${cyan}totalPrice${off} in src ${dim}(14 matches)${off}`,
    `${orange}●${off} ${bold}Running${off} npm test -- checkout`,
    `  ${dim}│${off} ${green}✓${off} checkout/form.test.ts ${dim}(12 tests)${off} 84ms`,
    `  ${dim}│${off} ${green}✓${off} checkout/address.test.ts ${dim}(9 tests)${off} 61ms`,
    `  ${dim}│${off} ${red}❯${off} checkout/total-price.test.ts ${dim}(7 tests |${off} ${red}1 failed${off}${dim})${off}`,
    `  ${dim}│${off}   ${red}× rounds half a cent to even${off}`,
    `  ${dim}│${off}     ${dim}expected${off} ${green}10.12${off} ${dim}to be${off} ${red}10.13${off}`,
    '',
    `${orange}●${off} The rounding is done twice. I move it to the end ${dim}…${off}`,
    '',
  ),
  api: lines(
    `${prompt('~/shop')}python3 -m uvicorn shop.api:app --reload --port 8000`,
    `${green}INFO${off}:     Will watch for changes in these directories: ['/srv/shop']`,
    `${green}INFO${off}:     Uvicorn running on ${bold}http://127.0.0.1:8000${off} ${dim}(Press CTRL+C to quit)${off}`,
    `${green}INFO${off}:     Started reloader process [${cyan}${bold}49040${off}] using ${cyan}${bold}WatchFiles${off}`,
    `${green}INFO${off}:     Application startup complete.`,
    `${green}INFO${off}:     127.0.0.1:40122 - "${bold}GET /cart HTTP/1.1${off}" ${green}200 OK${off}`,
    `${green}INFO${off}:     127.0.0.1:40122 - "${bold}POST /cart/items HTTP/1.1${off}" ${green}201 Created${off}`,
    `${green}INFO${off}:     127.0.0.1:40130 - "${bold}GET /orders/99 HTTP/1.1${off}" ${red}404 Not Found${off}`,
    `${yellow}WARNING${off}:  WatchFiles detected changes in 'shop/prices.py'. Reloading...`,
    `${green}INFO${off}:     Started server process [${cyan}53120${off}]`,
    '',
  ),
  build: lines(
    `${prompt('~/search')}git log --oneline -3`,
    `${yellow}8c41f2e${off} Split the index by language`,
    `${yellow}d90b7aa${off} Read the postings without copying`,
    `${yellow}41ce03b${off} ${magenta}Bench${off} the merge of two segments`,
    `${prompt('~/search')}cargo build --release`,
    `${green}${bold}   Compiling${off} memchr v2.7.6`,
    `${green}${bold}   Compiling${off} aho-corasick v1.1.4`,
    `${green}${bold}   Compiling${off} regex-automata v0.4.13`,
    `${green}${bold}   Compiling${off} index v0.3.1 (/srv/search/index)`,
    `${green}${bold}   Compiling${off} search v0.9.0 (/srv/search)`,
    `${cyan}${bold}    Building${off} [=====================>      ] 61/78: search, index`,
  ),
};
