import type { CannedReply, CannedVisibility } from '@crossdesk/contracts/canned-replies.ts';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useHasPermission, useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { cannedQuery, keys, queryClient } from '../lib/queries.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconBolt, IconEdit, IconLock, IconPlus, IconTrash, IconUsers } from '../ui/icons.ts';
import { Chip } from '../ui/marks.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { CannedForm, type WritingParts } from './canned-form.tsx';
import { Loaded, SettingsEmpty, SettingsFrame, useAdmin } from './frame.tsx';
import { useUndoableDelete } from './undoable-delete.ts';

const renew = () => queryClient.invalidateQueries({ queryKey: keys.canned });

const Whose = ({ reply }: { reply: CannedReply }) => {
  const { t } = useAdmin();
  const names = useNames();
  if (reply.visibility === 'me') return <Chip icon={<IconLock />}>{t('canned.visibility.me')}</Chip>;
  if (reply.visibility === 'everyone') return <Chip icon={<IconUsers />}>{t('canned.visibility.everyone')}</Chip>;
  return (
    <>
      {reply.departmentIds.map((id) => (
        <Chip key={id}>{names.department(id) ?? `#${id}`}</Chip>
      ))}
    </>
  );
};

/** Texts to be used again: one's own, and those of departments and everyone where one manages the settings. `parts`: the editor and how a text is shown. */
export const CannedReplies = ({ parts }: { parts: WritingParts }) => {
  const { t } = useAdmin();
  const mayShare = useHasPermission()('settings.manage');
  const query = useQuery(cannedQuery);
  const [asked, setAsked] = useState<CannedReply | 'new' | null>(null);
  const [made, setMade] = useState(0);
  const removing = useUndoableDelete(renew);
  const remove = ({ id, name, html, visibility, departmentIds }: CannedReply) =>
    removing(
      name,
      () => call('deleteCannedReply', { params: { id } }),
      () => call('createCannedReply', { body: { name, html, visibility, departmentIds } }),
    );
  const row = (reply: CannedReply): ReactNode => (
    <li key={reply.id} className="settings-row">
      <IconBolt size={17} aria-hidden className="faint" />
      <span className="grow">
        <span className="settings-name cut">{reply.name}</span>
        <span className="canned-first faint cut">{reply.text}</span>
      </span>
      <span className="settings-acts">
        <Whose reply={reply} />
        {reply.canEdit && (
          <>
            <IconButton label={t('edit', { name: reply.name })} onClick={() => setAsked(reply)}>
              <IconEdit />
            </IconButton>
            <IconButton label={t('delete', { name: reply.name })} onClick={() => remove(reply)}>
              <IconTrash />
            </IconButton>
          </>
        )}
      </span>
    </li>
  );
  const start: CannedVisibility = mayShare ? 'everyone' : 'me';
  return (
    <SettingsFrame
      title={t('page.canned')}
      note={t('note.canned')}
      action={
        <Button
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => {
            setMade(made + 1);
            setAsked('new');
          }}
        >
          {t('canned.add')}
        </Button>
      }
    >
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <SettingsEmpty>{t('canned.empty')}</SettingsEmpty>
          ) : (
            <ul className="settings-list">{items.map(row)}</ul>
          )
        }
      </Loaded>
      <Sheet
        isOpen={asked !== null}
        size={620}
        title={t(asked === 'new' ? 'canned.add' : 'canned.edit')}
        onClose={() => setAsked(null)}
      >
        {asked && (
          <CannedForm
            key={asked === 'new' ? `new ${made}` : asked.id}
            parts={parts}
            reply={asked === 'new' ? null : asked}
            startVisibility={start}
            mayShare={mayShare}
            onDone={() => setAsked(null)}
          />
        )}
      </Sheet>
    </SettingsFrame>
  );
};
