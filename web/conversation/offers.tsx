import type { CannedReply } from '@crossdesk/contracts/canned-replies.ts';
import { useQuery } from '@tanstack/react-query';
import type { Editor } from '@tiptap/react';
import { useMemo } from 'react';
import { call } from '../lib/client.ts';
import { cannedQuery } from '../lib/queries.ts';
import { showProblem } from '../lib/sentences.ts';
import { IconBolt } from '../ui/icons.ts';
import type { Offers } from './type-ahead.tsx';

const oneParagraph = /^<p>((?:(?!<\/?p\b)[\s\S])*)<\/p>$/;

/** Puts a canned reply, filled in for the ticket, where it was asked for; one paragraph goes into the sentence it was asked for in. */
const insertCanned =
  (number: number, { id }: CannedReply) =>
  async (editor: Editor, range: { from: number; to: number }) => {
    try {
      const { html } = await call('fillCannedReply', { params: { number, id } });
      const isAlone = editor.state.doc.resolve(range.from).parent.content.size === range.to - range.from;
      editor.chain().focus().deleteRange(range).run();
      const within = isAlone ? null : oneParagraph.exec(html)?.[1];
      editor.commands.insertContentAt(range.from, within ?? html);
      editor.commands.focus();
    } catch (error) {
      showProblem(error);
    }
  };

/** What is offered while writing on a ticket: canned replies, and in a comment the colleagues who can see the ticket. */
export const useOffers = (number: number): Offers => {
  const { data: canned } = useQuery(cannedQuery);
  return useMemo(
    () => ({
      '/': (canned?.items ?? []).map((reply) => ({
        key: String(reply.id),
        label: reply.name,
        note: reply.text,
        icon: <IconBolt aria-hidden />,
        search: `${reply.name} ${reply.text}`,
        insert: (editor, range) => void insertCanned(number, reply)(editor, range),
      })),
      '@': [],
    }),
    [canned, number],
  );
};
