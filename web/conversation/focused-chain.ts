import type { ChainedCommands, Editor } from '@tiptap/react';

/**
 * Starts a command chain and focuses the text immediately. The library's own `focus` and
 * `autofocus` run a frame later: until then fast typing would trigger shortcuts, and focus would be
 * taken back from a field the user has moved to.
 */
export const focusedChain = (editor: Editor): ChainedCommands => {
  editor.view.focus();
  return editor.chain();
};
