import type { DepartmentMailbox, MailboxTestResult } from '@crossdesk/contracts/email.ts';
import type { ConnectionCheck, ConnectionProblem } from '@crossdesk/contracts/mail-servers.ts';
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { localizedName } from '../lib/i18n.ts';
import { fieldProblems, problemMessage } from '../lib/problem-messages.ts';
import { queryClient } from '../lib/queries.ts';
import { IconAlertTriangle, IconCheck } from '../ui/icons.ts';
import { FormError } from '../ui/states.tsx';
import { SettingsDialog } from './dialog.tsx';
import { useSettingsTranslation } from './frame.tsx';
import { MailServerFields, newServer, type ServerInput, type SignIn, serverToSend } from './mail-server-fields.tsx';
import { connectAgain, newOAuth, OAuthFields, oauthToSend } from './mailbox-oauth.tsx';

/** What is wrong with a connection, as a sentence with the server's own words. */
export const ConnectionMessage = ({ problem }: { problem: ConnectionProblem }) => {
  const { t } = useSettingsTranslation();
  return (
    <>
      {t(`mailbox.error.${problem.code}`)}
      {problem.detail && <span className="faint"> {problem.detail}</span>}
    </>
  );
};

const TestResult = ({ label, check }: { label: string; check: ConnectionCheck }) => {
  const { t } = useSettingsTranslation();
  return (
    <li>
      {check.isOk ? <IconCheck size={15} aria-hidden /> : <IconAlertTriangle size={15} aria-hidden />}
      <span>
        {label}: {check.problem ? <ConnectionMessage problem={check.problem} /> : t('mailbox.test.ok')}
      </span>
    </li>
  );
};

function smtpToSend(input: ServerInput) {
  const { user, ...server } = serverToSend<SignIn>(input);
  return server.signIn === 'none' ? server : { ...server, user };
}

/** The values of the form, and the requests made of them. */
function useMailboxForm(mailbox: DepartmentMailbox | null) {
  const names = useNames();
  const [values, setValues] = useState({
    address: mailbox?.address ?? '',
    name: mailbox?.name ?? names.company?.name ?? '',
    departmentId: mailbox?.departmentId ?? names.departments[0]?.id ?? 0,
    isActive: mailbox?.isActive ?? true,
    isPolled: Boolean(mailbox?.imap),
    imap: newServer(mailbox?.imap, 993, mailbox?.address ?? ''),
    folder: mailbox?.imap?.folder ?? 'INBOX',
    hasServer: Boolean(mailbox?.smtp),
    smtp: newServer(mailbox?.smtp, 465, mailbox?.address ?? ''),
    hasSentCopy: mailbox?.hasSentCopy ?? false,
    sentFolder: mailbox?.sentFolder ?? '',
    oauth: newOAuth(mailbox?.oauth ?? null),
  });
  const usesOAuth =
    (values.isPolled && values.imap.signIn === 'oauth') || (values.hasServer && values.smtp.signIn === 'oauth');
  const servers = () => ({
    imap: values.isPolled
      ? { ...serverToSend<'password' | 'oauth'>(values.imap), folder: values.folder.trim() || 'INBOX' }
      : null,
    smtp: values.hasServer ? smtpToSend(values.smtp) : null,
  });
  // A new mailbox that was saved but not connected is edited by the next attempt.
  const stored = useRef(mailbox);
  const save = async (): Promise<DepartmentMailbox> => {
    const body = {
      address: values.address.trim(),
      name: values.name.trim(),
      departmentId: values.departmentId,
      isActive: values.isActive,
      ...servers(),
      oauth: usesOAuth ? oauthToSend(values.oauth) : null,
      hasSentCopy: values.isPolled && values.hasSentCopy,
      sentFolder: values.sentFolder.trim() || null,
    };
    stored.current = stored.current
      ? await call('editMailbox', { params: { id: stored.current.id }, body })
      : await call('createMailbox', { body });
    await queryClient.invalidateQueries({ queryKey: ['mailboxes'] });
    return stored.current;
  };
  const test = () =>
    mailbox
      ? call('testMailbox', { params: { id: mailbox.id }, body: servers() })
      : call('testNewMailbox', { body: servers() });
  // The user name is usually the address, and follows it until it is changed.
  const setAddress = (address: string) => {
    const follow = (server: ServerInput) => (server.user === values.address ? { ...server, user: address } : server);
    setValues({ ...values, address, ...(mailbox ? {} : { imap: follow(values.imap), smtp: follow(values.smtp) }) });
  };
  return {
    values,
    setAddress,
    set: (change: Partial<typeof values>) => setValues({ ...values, ...change }),
    usesOAuth,
    save,
    test,
  };
}

/**
 * Opens the page of the OAuth provider. Never resolves, because that page replaces this one.
 */
export async function openConsentPage(mailboxId: number): Promise<void> {
  const { url } = await call('connectMailbox', { params: { id: mailboxId }, body: {} });
  location.assign(url);
  await new Promise(() => undefined);
}

/** Adds or edits a mailbox: its address, how mail is received, and how it is sent. */
export const MailboxDialog = ({ mailbox, onClose }: { mailbox: DepartmentMailbox | null; onClose: () => void }) => {
  const { t } = useSettingsTranslation();
  const names = useNames();
  const { values, set, setAddress, usesOAuth, save, test } = useMailboxForm(mailbox);
  const [result, setResult] = useState<MailboxTestResult | null>(null);
  const [testError, setTestError] = useState<string | null>(null);
  const [isTesting, setTesting] = useState(false);
  const secretMessage = (error: unknown): string | null => {
    const fields = fieldProblems(error);
    if ('password' in fields) return t('mailbox.passwordAgain');
    return 'clientSecret' in fields ? t('mailbox.oauth.secretAgain') : null;
  };
  const runTest = () => {
    setTesting(true);
    setResult(null);
    setTestError(null);
    void test()
      .then((checks) => {
        setResult(checks);
        // The test may have found that access was revoked.
        return queryClient.invalidateQueries({ queryKey: ['mailboxes'] });
      })
      .catch((error: unknown) => setTestError(secretMessage(error) ?? problemMessage(error)))
      .finally(() => setTesting(false));
  };
  const saveAndConnect = async (pressed: string) => {
    const { id, oauth } = await save();
    // Changed servers end the consent.
    if (oauth && (oauth.state !== 'connected' || pressed === connectAgain)) await openConsentPage(id);
  };
  const needsConsent = usesOAuth && mailbox?.oauth?.state !== 'connected';
  return (
    <SettingsDialog
      title={mailbox ? mailbox.address : t('mailbox.add')}
      size={620}
      {...(needsConsent ? { submitLabel: t('mailbox.oauth.connect') } : {})}
      onSave={saveAndConnect}
      onClose={onClose}
      errorMessage={secretMessage}
    >
      <TextInput
        label={t('mailbox.address')}
        required
        type="email"
        data-autofocus
        value={values.address}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <TextInput
        label={t('mailbox.name')}
        description={t('mailbox.nameNote')}
        required
        maxLength={120}
        value={values.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('mailbox.department')}
        value={String(values.departmentId)}
        onChange={(event) => set({ departmentId: Number(event.currentTarget.value) })}
        data={names.departments.map((one) => ({ value: String(one.id), label: localizedName(one.name) }))}
      />
      <fieldset className="form-section">
        <legend>{t('mailbox.receiving')}</legend>
        <Checkbox
          label={t('mailbox.polled')}
          description={t('mailbox.polledNote')}
          checked={values.isPolled}
          onChange={(event) => set({ isPolled: event.currentTarget.checked })}
        />
        {values.isPolled && (
          <MailServerFields
            label={t('mailbox.host')}
            server={values.imap}
            stored={mailbox?.imap ?? null}
            signIns={['password', 'oauth']}
            onServer={(imap) => set({ imap })}
          >
            <TextInput
              label={t('mailbox.folder')}
              value={values.folder}
              onChange={(event) => set({ folder: event.currentTarget.value })}
            />
          </MailServerFields>
        )}
      </fieldset>
      <fieldset className="form-section">
        <legend>{t('mailbox.sending')}</legend>
        <Checkbox
          label={t('mailbox.ownServer')}
          description={t('mailbox.ownServerNote')}
          checked={values.hasServer}
          onChange={(event) => set({ hasServer: event.currentTarget.checked })}
        />
        {values.hasServer && (
          <MailServerFields
            label={t('mailbox.smtpHost')}
            server={values.smtp}
            stored={mailbox?.smtp ?? null}
            signIns={['password', 'oauth', 'none']}
            onServer={(smtp) => set({ smtp })}
          />
        )}
        {values.isPolled && (
          <Checkbox
            label={t('mailbox.sentCopy')}
            description={t('mailbox.sentCopyNote')}
            checked={values.hasSentCopy}
            onChange={(event) => set({ hasSentCopy: event.currentTarget.checked })}
          />
        )}
        {values.isPolled && values.hasSentCopy && (
          <TextInput
            label={t('mailbox.sentFolder')}
            description={t('mailbox.sentFolderNote')}
            value={values.sentFolder}
            onChange={(event) => set({ sentFolder: event.currentTarget.value })}
          />
        )}
      </fieldset>
      {usesOAuth && (
        <OAuthFields input={values.oauth} stored={mailbox?.oauth ?? null} onInput={(oauth) => set({ oauth })} />
      )}
      {mailbox && (
        <Checkbox
          label={t('mailbox.active')}
          checked={values.isActive}
          onChange={(event) => set({ isActive: event.currentTarget.checked })}
        />
      )}
      <div className="connection-test" aria-live="polite">
        <Button variant="default" loading={isTesting} onClick={runTest}>
          {t('mailbox.test')}
        </Button>
        {testError && <FormError>{testError}</FormError>}
        {result && (
          <ul ref={(list) => list?.scrollIntoView({ block: 'nearest' })}>
            {result.incoming && <TestResult label={t('mailbox.receiving')} check={result.incoming} />}
            <TestResult label={t('mailbox.sending')} check={result.outgoing} />
          </ul>
        )}
      </div>
    </SettingsDialog>
  );
};
