import { Node } from '@tiptap/react';

/** A colleague spoken to in an internal comment: one piece, by its id, so that it stays theirs when names change. */
export const Mention = Node.create({
  name: 'mention',
  group: 'inline',
  inline: true,
  atom: true,
  selectable: false,
  addAttributes: () => ({
    id: {
      default: null,
      parseHTML: (piece: HTMLElement) => Number(piece.getAttribute('data-mention')) || null,
      renderHTML: ({ id }: Record<string, unknown>) => ({ 'data-mention': id }),
    },
    label: {
      default: '',
      parseHTML: (piece: HTMLElement) => (piece.textContent ?? '').replace(/^@/, ''),
      renderHTML: () => ({}),
    },
  }),
  parseHTML: () => [{ tag: 'span[data-mention]' }],
  renderHTML: ({ node, HTMLAttributes }) => ['span', HTMLAttributes, `@${node.attrs.label}`],
  renderText: ({ node }) => `@${node.attrs.label}`,
});
