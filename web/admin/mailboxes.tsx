import type { DepartmentMailbox } from '@crossdesk/contracts/email.ts';
import { canReuseImapPassword } from '@crossdesk/contracts/imap-password.ts';
import { Button, Checkbox, NativeSelect, NumberInput, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { localizedName } from '../lib/i18n.ts';
import { fieldProblems } from '../lib/problem-messages.ts';
import { queryClient } from '../lib/queries.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconAlertTriangle, IconEdit, IconMail, IconPlus } from '../ui/icons.ts';
import { Chip } from '../ui/marks.tsx';
import { Time } from '../ui/time.tsx';
import { SettingsDialog } from './dialog.tsx';
import { QueryContent, SettingsEmpty, SettingsFrame, useSettingsTranslation } from './frame.tsx';

const MailboxDialog = ({ mailbox, onClose }: { mailbox: DepartmentMailbox | null; onClose: () => void }) => {
  const { t, desk } = useSettingsTranslation();
  const names = useNames();
  const [address, setAddress] = useState(mailbox?.address ?? '');
  const [name, setName] = useState(mailbox?.name ?? names.company?.name ?? '');
  const [departmentId, setDepartmentId] = useState(mailbox?.departmentId ?? names.departments[0]?.id ?? 0);
  const [isActive, setActive] = useState(mailbox?.isActive ?? true);
  const [isPolled, setPolled] = useState(mailbox?.imap !== null && mailbox !== null);
  const [imap, setImap] = useState({
    host: mailbox?.imap?.host ?? '',
    port: mailbox?.imap?.port ?? 993,
    isSecure: mailbox?.imap?.isSecure ?? true,
    user: mailbox?.imap?.user ?? '',
    folder: mailbox?.imap?.folder ?? 'INBOX',
  });
  const [password, setPassword] = useState('');
  const storedImap = mailbox?.imap ?? null;
  const canKeepPassword = storedImap !== null && canReuseImapPassword(storedImap, imap);
  const passwordNote = canKeepPassword
    ? t('mailbox.passwordKept')
    : storedImap
      ? t('mailbox.passwordAgain')
      : undefined;
  const save = async () => {
    const body = {
      address: address.trim(),
      name: name.trim(),
      departmentId,
      isActive,
      imap: isPolled ? { ...imap, ...(password ? { password } : {}) } : null,
    };
    if (mailbox) await call('editMailbox', { params: { id: mailbox.id }, body });
    else await call('createMailbox', { body });
    await queryClient.invalidateQueries({ queryKey: ['mailboxes'] });
  };
  return (
    <SettingsDialog
      title={mailbox ? mailbox.address : t('mailbox.add')}
      onSave={save}
      onClose={onClose}
      errorMessage={(error) => (storedImap && 'password' in fieldProblems(error) ? t('mailbox.passwordAgain') : null)}
    >
      <TextInput
        label={t('mailbox.address')}
        required
        type="email"
        data-autofocus
        value={address}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <TextInput
        label={t('mailbox.name')}
        description={t('mailbox.nameNote')}
        required
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('mailbox.department')}
        value={String(departmentId)}
        onChange={(event) => setDepartmentId(Number(event.currentTarget.value))}
        data={names.departments.map((one) => ({ value: String(one.id), label: localizedName(one.name) }))}
      />
      <Checkbox
        label={t('mailbox.polled')}
        description={t('mailbox.polledNote')}
        checked={isPolled}
        onChange={(event) => setPolled(event.currentTarget.checked)}
      />
      {isPolled && (
        <div className="form-grid">
          <TextInput
            label={t('mailbox.host')}
            required
            value={imap.host}
            onChange={(event) => setImap({ ...imap, host: event.currentTarget.value })}
          />
          <NumberInput
            label={t('mailbox.port')}
            min={1}
            max={65535}
            value={imap.port}
            onChange={(value) => setImap({ ...imap, port: Number(value) || 993 })}
          />
          <TextInput
            label={t('mailbox.user')}
            required
            autoComplete="off"
            value={imap.user}
            onChange={(event) => setImap({ ...imap, user: event.currentTarget.value })}
          />
          <PasswordInput
            label={t('mailbox.password')}
            description={passwordNote}
            required={!canKeepPassword}
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': desk('signIn.showPassword') }}
          />
          <TextInput
            label={t('mailbox.folder')}
            value={imap.folder}
            onChange={(event) => setImap({ ...imap, folder: event.currentTarget.value })}
          />
          <Checkbox
            label={t('mailbox.secure')}
            checked={imap.isSecure}
            onChange={(event) => setImap({ ...imap, isSecure: event.currentTarget.checked })}
            style={{ alignSelf: 'end' }}
          />
        </div>
      )}
      {mailbox && (
        <Checkbox
          label={t('mailbox.active')}
          checked={isActive}
          onChange={(event) => setActive(event.currentTarget.checked)}
        />
      )}
    </SettingsDialog>
  );
};

/** The company's mailboxes: mail to them becomes tickets, and replies are sent from them. */
export const Mailboxes = () => {
  const { t } = useSettingsTranslation();
  const names = useNames();
  const query = useQuery({ queryKey: ['mailboxes'], queryFn: ({ signal }) => call('listMailboxes', { signal }) });
  const [editedMailbox, setEditedMailbox] = useState<DepartmentMailbox | 'new' | null>(null);
  return (
    <SettingsFrame
      title={t('page.mailboxes')}
      note={t('note.mailboxes')}
      action={
        <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setEditedMailbox('new')}>
          {t('mailbox.add')}
        </Button>
      }
    >
      <QueryContent query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <SettingsEmpty>{t('mailbox.empty')}</SettingsEmpty>
          ) : (
            <ul className="settings-list">
              {items.map((mailbox) => (
                <li key={mailbox.id} className="settings-row" data-off={!mailbox.isActive || undefined}>
                  <IconMail size={18} aria-hidden className="faint" />
                  <span className="grow">
                    <span className="settings-name cut">{mailbox.address}</span>
                    <span className="faint">
                      {mailbox.name} · {names.department(mailbox.departmentId)}
                      {mailbox.imap && ` · ${mailbox.imap.host}`}
                      {mailbox.polledAt && (
                        <>
                          {' · '}
                          <Time at={mailbox.polledAt} />
                        </>
                      )}
                    </span>
                    {mailbox.pollError && (
                      <span className="faint" style={{ display: 'block', color: 'var(--bad)' }}>
                        {mailbox.pollError}
                      </span>
                    )}
                  </span>
                  {mailbox.pollError && (
                    <Chip tone="bad" icon={<IconAlertTriangle />}>
                      {t('mailbox.trouble')}
                    </Chip>
                  )}
                  {!mailbox.isActive && <Chip>{t('off')}</Chip>}
                  <IconButton label={t('edit', { name: mailbox.address })} onClick={() => setEditedMailbox(mailbox)}>
                    <IconEdit />
                  </IconButton>
                </li>
              ))}
            </ul>
          )
        }
      </QueryContent>
      {editedMailbox && (
        <MailboxDialog
          mailbox={editedMailbox === 'new' ? null : editedMailbox}
          onClose={() => setEditedMailbox(null)}
        />
      )}
    </SettingsFrame>
  );
};
