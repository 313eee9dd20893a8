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
import { CannedForm, type EditorParts } from './canned-form.tsx';
import { QueryContent, SettingsEmpty, SettingsFrame, useSettingsTranslation } from './frame.tsx';
import { useUndoableDelete } from './undoable-delete.ts';

const refreshReplies = () => queryClient.invalidateQueries({ queryKey: keys.canned });

const Audience = ({ reply }: { reply: CannedReply }) => {
  const { t } = useSettingsTranslation();
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

/**
 * The canned replies a user can edit: their own, and with the settings permission also shared ones.
 * `parts`: the editor and the message body.
 */
export const CannedReplies = ({ parts }: { parts: EditorParts }) => {
  const { t } = useSettingsTranslation();
  const canShare = useHasPermission()('settings.manage');
  const query = useQuery(cannedQuery);
  const [editedReply, setEditedReply] = useState<CannedReply | 'new' | null>(null);
  const [newFormCount, setNewFormCount] = useState(0);
  const deleteWithUndo = useUndoableDelete(refreshReplies);
  const remove = ({ id, name, html, visibility, departmentIds }: CannedReply) =>
    deleteWithUndo(
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
        <Audience reply={reply} />
        {reply.canEdit && (
          <>
            <IconButton label={t('edit', { name: reply.name })} onClick={() => setEditedReply(reply)}>
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
  const start: CannedVisibility = canShare ? 'everyone' : 'me';
  return (
    <SettingsFrame
      title={t('page.canned')}
      note={t('note.canned')}
      action={
        <Button
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => {
            setNewFormCount(newFormCount + 1);
            setEditedReply('new');
          }}
        >
          {t('canned.add')}
        </Button>
      }
    >
      <QueryContent query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <SettingsEmpty>{t('canned.empty')}</SettingsEmpty>
          ) : (
            <ul className="settings-list">{items.map(row)}</ul>
          )
        }
      </QueryContent>
      <Sheet
        isOpen={editedReply !== null}
        size={620}
        title={t(editedReply === 'new' ? 'canned.add' : 'canned.edit')}
        onClose={() => setEditedReply(null)}
      >
        {editedReply && (
          <CannedForm
            key={editedReply === 'new' ? `new ${newFormCount}` : editedReply.id}
            parts={parts}
            reply={editedReply === 'new' ? null : editedReply}
            startVisibility={start}
            canShare={canShare}
            onDone={() => setEditedReply(null)}
          />
        )}
      </Sheet>
    </SettingsFrame>
  );
};
