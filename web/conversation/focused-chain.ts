import type { ChainedCommands, Editor } from '@tiptap/react';

/**
 * Commands to be run with the caret in the text at once. The library's own `focus` and `autofocus` come a frame later: until then a letter typed by
 * a quick hand would be taken for a key of the desk, and whoever went on to another field meanwhile would be fetched back from it.
 */
export const focusedChain = (editor: Editor): ChainedCommands => {
  editor.view.focus();
  return editor.chain();
};
