import { render } from 'preact';
import './theme/page.css';
import { PanelModel } from './state/panel-model.js';
import { styleThroughObjectModel } from './terminal/strict-styles.js';
import { followSystemTheme } from './theme/theme-choice.js';
import { Page } from './workspace/page.js';
import { WorkspaceModel } from './workspace/workspace-model.js';

styleThroughObjectModel();
const panel = new PanelModel({ url: location.origin, token: undefined });
const workspace = new WorkspaceModel(panel);
panel.reveal = (blockId) => workspace.show(blockId);
followSystemTheme();
const root = document.querySelector('#root');
if (root !== null) render(<Page workspace={workspace} />, root);
panel.start();
