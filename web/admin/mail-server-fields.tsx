import { canReusePassword, type Encryption, encryptions } from '@crossdesk/contracts/mail-servers.ts';
import { NativeSelect, NumberInput, PasswordInput, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSettingsTranslation } from './frame.tsx';

export type SignIn = 'password' | 'oauth' | 'none';
export type ServerInput = {
  host: string;
  port: number;
  encryption: Encryption;
  signIn: SignIn;
  user: string;
  password: string;
};

type StoredServer = Omit<ServerInput, 'password'>;

export const newServer = (stored: StoredServer | null | undefined, port: number, user: string): ServerInput => ({
  host: stored?.host ?? '',
  port: stored?.port ?? port,
  encryption: stored?.encryption ?? 'tls',
  signIn: stored?.signIn ?? 'password',
  user: stored?.user || user,
  password: '',
});

/** Whether the stored password works for the edited settings. */
const canKeepPassword = (stored: StoredServer | null, edited: ServerInput): boolean =>
  stored?.signIn === 'password' && canReusePassword(stored, edited);

/** The settings to send; without a password the stored one is kept. */
export const serverToSend = <S extends SignIn>({ host, port, encryption, user, password, signIn }: ServerInput) => ({
  host: host.trim(),
  port,
  encryption,
  signIn: signIn as S,
  user: user.trim(),
  ...(signIn === 'password' && password ? { password } : {}),
});

/** The fields of one mail server: where it is, how it is encrypted, and how to sign in. */
export const MailServerFields = ({
  label,
  server,
  stored,
  signIns,
  onServer,
  children,
}: {
  label: string;
  server: ServerInput;
  stored: StoredServer | null;
  signIns: readonly SignIn[];
  onServer: (server: ServerInput) => void;
  children?: ReactNode;
}) => {
  const { t, desk } = useSettingsTranslation();
  const isKept = canKeepPassword(stored, server);
  const passwordNote = isKept
    ? t('mailbox.passwordKept')
    : stored?.signIn === 'password'
      ? t('mailbox.passwordAgain')
      : undefined;
  return (
    <div className="form-grid">
      <TextInput
        label={label}
        required
        value={server.host}
        onChange={(event) => onServer({ ...server, host: event.currentTarget.value })}
      />
      <NumberInput
        label={t('mailbox.port')}
        min={1}
        max={65535}
        value={server.port}
        onChange={(value) => onServer({ ...server, port: Number(value) || server.port })}
      />
      <NativeSelect
        label={t('mailbox.encryption')}
        value={server.encryption}
        onChange={(event) => onServer({ ...server, encryption: event.currentTarget.value as Encryption })}
        data={encryptions.map((value) => ({ value, label: t(`mailbox.encryption.${value}`) }))}
      />
      <NativeSelect
        label={t('mailbox.signIn')}
        value={server.signIn}
        onChange={(event) => onServer({ ...server, signIn: event.currentTarget.value as SignIn })}
        data={signIns.map((value) => ({ value, label: t(`mailbox.signIn.${value}`) }))}
      />
      {server.signIn !== 'none' && (
        <TextInput
          label={t('mailbox.user')}
          required
          autoComplete="off"
          value={server.user}
          onChange={(event) => onServer({ ...server, user: event.currentTarget.value })}
        />
      )}
      {server.signIn === 'password' && (
        <PasswordInput
          label={t('mailbox.password')}
          description={passwordNote}
          required={!isKept}
          autoComplete="new-password"
          value={server.password}
          onChange={(event) => onServer({ ...server, password: event.currentTarget.value })}
          visibilityToggleButtonProps={{ 'aria-label': desk('signIn.showPassword') }}
        />
      )}
      {children}
    </div>
  );
};
