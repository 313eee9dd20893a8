import { Node } from '@tiptap/react';

/** A mention of an agent, stored by id, so that it survives name changes. */
export const Mention = Node.create({
  name: 'mention',
  group: 'inline',
  inline: true,
  atom: true,
  selectable: false,
  addAttributes: () => ({
    id: {
      default: null,
      parseHTML: (element: HTMLElement) => Number(element.getAttribute('data-mention')) || null,
      renderHTML: ({ id }: Record<string, unknown>) => ({ 'data-mention': id }),
    },
    label: {
      default: '',
      parseHTML: (element: HTMLElement) => (element.textContent ?? '').replace(/^@/, ''),
      renderHTML: () => ({}),
    },
  }),
  parseHTML: () => [{ tag: 'span[data-mention]' }],
  renderHTML: ({ node, HTMLAttributes }) => ['span', HTMLAttributes, `@${node.attrs.label}`],
  renderText: ({ node }) => `@${node.attrs.label}`,
});
