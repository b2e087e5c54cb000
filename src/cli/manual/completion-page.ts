import { type CommandPage, usageFailure } from './page.js';

export const shells = ['bash', 'zsh', 'fish'] as const;

export const completionPage: CommandPage = {
  name: 'completion',
  synopsis: 'bash|zsh|fish',
  summary: 'print what lets a shell complete the words of panetree',
  description: ['The shell reads the output at its start; it needs no host.'],
  options: {},
  operands: 'some',
  choices: shells,
  exitCodes: [['0', 'The completion was printed.'], usageFailure],
  examples: [
    ['eval "$(panetree completion bash)"', 'In ~/.bashrc.'],
    ['eval "$(panetree completion zsh)"', 'In ~/.zshrc, after compinit.'],
    ['panetree completion fish | source', 'In ~/.config/fish/config.fish.'],
  ],
};
