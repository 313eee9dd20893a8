import type { CannedReply } from '@crossdesk/contracts/canned-replies.ts';
import type { DraftKind } from '@crossdesk/contracts/conversation.ts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Editor } from '@tiptap/react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { cannedQuery } from '../lib/queries.ts';
import { Avatar } from '../ui/avatar.tsx';
import { IconBolt } from '../ui/icons.ts';
import { focusedChain } from './focused-chain.ts';
import type { Suggestions } from './type-ahead.tsx';

const oneParagraph = /^<p>((?:(?!<\/?p\b)[\s\S])*)<\/p>$/;

/**
 * Inserts a canned reply filled in for the ticket; a single paragraph is inserted into the current
 * sentence.
 */
const insertCanned =
  (number: number, { id }: CannedReply) =>
  async (editor: Editor, range: { from: number; to: number }) => {
    try {
      const { html } = await call('fillCannedReply', { params: { number, id } });
      const isAlone = editor.state.doc.resolve(range.from).parent.content.size === range.to - range.from;
      focusedChain(editor).deleteRange(range).run();
      const inlineHtml = isAlone ? null : oneParagraph.exec(html)?.[1];
      editor.commands.insertContentAt(range.from, inlineHtml ?? html);
      editor.view.focus();
    } catch (error) {
      showProblem(error);
    }
  };

/** Shown while there are no canned replies. */
export const NoCannedReplies = () => {
  const { t } = useTranslation('editor');
  return (
    <>
      {t('canned.noneYet')}{' '}
      <Link to="/settings/$page" params={{ page: 'canned' }}>
        {t('canned.make')}
      </Link>
    </>
  );
};

/** Suggestions on a ticket: canned replies, and in a comment the agents who can see the ticket. */
export const useSuggestions = (number: number, kind: DraftKind): Suggestions => {
  const names = useNames();
  const { data: readers } = useQuery({
    queryKey: ['mentionable', number],
    queryFn: ({ signal }) => call('listMentionable', { params: { number }, signal }),
    enabled: kind === 'comment',
    staleTime: 30_000,
  });
  const { data: canned } = useQuery(cannedQuery);
  return useMemo(
    () => ({
      '/': (canned?.items ?? []).map((reply) => ({
        key: String(reply.id),
        label: reply.name,
        note: reply.text.replace(/\{\{[^}]*\}\}|\{%[^%]*%\}/g, '…'),
        icon: <IconBolt aria-hidden />,
        search: `${reply.name} ${reply.text}`,
        insert: (editor, range) => void insertCanned(number, reply)(editor, range),
      })),
      '@': (kind === 'comment' ? (readers?.agentIds ?? []) : []).flatMap((id) => {
        const agent = names.agentOf(id);
        if (!agent) return [];
        const departmentNames = agent.memberships
          .map((one) => names.department(one.departmentId))
          .filter((one) => one !== null);
        return [
          {
            key: String(id),
            label: agent.name,
            note: departmentNames.join(', '),
            icon: <Avatar name={agent.name} url={agent.avatarUrl} size={22} />,
            search: agent.name,
            insert: (editor: Editor, range: { from: number; to: number }) =>
              void focusedChain(editor)
                .insertContentAt(range, [
                  { type: 'mention', attrs: { id, label: agent.name } },
                  { type: 'text', text: ' ' },
                ])
                .run(),
          },
        ];
      }),
    }),
    [canned, number, kind, readers, names],
  );
};
