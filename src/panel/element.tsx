import { type JSX, render } from 'preact';
import { checkAddress } from './connection/host-address.js';
import { PanelModel } from './state/panel-model.js';
import { SwarmPanel } from './swarm/swarm-panel.js';
import styles from './theme/element.css?inline';
import { Empty } from './views/empty.js';
import { HelpDialog } from './views/help-dialog.js';
import { PanelContext } from './views/panel-context.js';
import { listShortcuts } from './views/shortcuts.js';

/** Fired when the user wants to see the terminal of a pane; `detail` is `{ blockId }`. */
export type RevealEvent = CustomEvent<{ readonly blockId: string }>;

/**
 * The swarm panel of a host, for another page: `<panetree-swarm url="http://127.0.0.1:7331" token="…">`. Attributes:
 * `url` of the host, `token` where the page has no cookie of it, `theme` (`auto`, the default, `light` or `dark`).
 * Fires `panetree-reveal` (RevealEvent). A wrong address is told in the panel.
 */
export class PanetreeSwarmElement extends HTMLElement {
  static readonly observedAttributes: readonly string[] = ['url', 'token'];
  #model: PanelModel | undefined;

  connectedCallback(): void {
    this.#begin();
  }

  disconnectedCallback(): void {
    this.#end();
  }

  attributeChangedCallback(): void {
    // When markup is read, the attributes come before the element is told that it is connected.
    if (this.shadowRoot === null || !this.isConnected) return;
    this.#end();
    this.#begin();
  }

  #begin(): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sharedSheet()];
    const address = {
      url: this.getAttribute('url') ?? location.origin,
      token: this.getAttribute('token') ?? undefined,
    };
    const fault = checkAddress(address);
    if (fault !== undefined) {
      render(<WrongAddress fault={fault} />, root);
      return;
    }
    const model = new PanelModel(address);
    model.reveal = (blockId) => this.#fireReveal(blockId);
    this.#model = model;
    render(
      <PanelContext.Provider value={model}>
        <SwarmPanel />
        <HelpDialog groups={listShortcuts} />
      </PanelContext.Provider>,
      root,
    );
    model.start();
  }

  #end(): void {
    this.#model?.stop();
    this.#model = undefined;
    if (this.shadowRoot !== null) render(null, this.shadowRoot);
  }

  #fireReveal(blockId: string): void {
    const event: RevealEvent = new CustomEvent('panetree-reveal', { detail: { blockId }, bubbles: true });
    this.dispatchEvent(event);
  }
}

let sheet: CSSStyleSheet | undefined;

/** One for all panels of the page. */
function sharedSheet(): CSSStyleSheet {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
  }
  return sheet;
}

function WrongAddress({ fault }: { readonly fault: string }): JSX.Element {
  return (
    <section class="swarm">
      <Empty icon="alert" title="The address of the host is wrong">
        <p>{fault}</p>
      </Empty>
    </section>
  );
}

if (customElements.get('panetree-swarm') === undefined) {
  customElements.define('panetree-swarm', PanetreeSwarmElement);
}
