import { type OAuth, type OAuthWrite, oauthProviders } from '@crossdesk/contracts/mail-servers.ts';
import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { Chip, type Tone } from '../ui/marks.tsx';
import { useSettingsTranslation } from './frame.tsx';
import { CopyButton } from './show-once.tsx';

export type OAuthInput = {
  provider: OAuth['provider'];
  clientId: string;
  clientSecret: string;
  tenant: string;
  authorizationUrl: string;
  tokenUrl: string;
  scopes: string;
};

export const newOAuth = (stored: OAuth | null): OAuthInput => ({
  provider: stored?.provider ?? 'google',
  clientId: stored?.clientId ?? '',
  clientSecret: '',
  tenant: stored?.tenant ?? '',
  authorizationUrl: stored?.provider === 'custom' ? stored.authorizationUrl : '',
  tokenUrl: stored?.provider === 'custom' ? stored.tokenUrl : '',
  scopes: stored?.provider === 'custom' ? stored.scopes : '',
});

/** The settings to send; without a secret the stored one is kept. */
export const oauthToSend = (input: OAuthInput): OAuthWrite => ({
  provider: input.provider,
  clientId: input.clientId.trim(),
  ...(input.clientSecret ? { clientSecret: input.clientSecret } : {}),
  ...(input.provider === 'microsoft' && input.tenant.trim() ? { tenant: input.tenant.trim() } : {}),
  ...(input.provider === 'custom'
    ? {
        authorizationUrl: input.authorizationUrl.trim(),
        tokenUrl: input.tokenUrl.trim(),
        scopes: input.scopes.trim(),
      }
    : {}),
});

/** The value of the button that asks for a new consent although there is one. */
export const connectAgain = 'connect-again';

const tones: Record<OAuth['state'], Tone> = { consent_needed: 'warn', connected: 'ok', revoked: 'bad' };

/** The registration with an OAuth provider, and whether someone has consented. */
export const OAuthFields = ({
  input,
  stored,
  onInput,
}: {
  input: OAuthInput;
  stored: OAuth | null;
  onInput: (input: OAuthInput) => void;
}) => {
  const { t, desk } = useSettingsTranslation();
  const redirectUri = `${location.origin}/settings/mailboxes`;
  const field = (name: 'clientId' | 'authorizationUrl' | 'tokenUrl' | 'scopes') => (
    <TextInput
      label={t(`mailbox.oauth.${name}`)}
      className="form-wide"
      required
      autoComplete="off"
      value={input[name]}
      onChange={(event) => onInput({ ...input, [name]: event.currentTarget.value })}
    />
  );
  return (
    <fieldset className="form-section">
      <legend>
        {t('mailbox.oauth')} {stored && <Chip tone={tones[stored.state]}>{t(`mailbox.oauth.${stored.state}`)}</Chip>}
      </legend>
      <TextInput
        label={t('mailbox.oauth.redirect')}
        description={t('mailbox.oauth.redirectNote')}
        readOnly
        value={redirectUri}
        rightSection={<CopyButton text={redirectUri} />}
      />
      <div className="form-grid">
        <NativeSelect
          label={t('mailbox.oauth.provider')}
          value={input.provider}
          onChange={(event) => onInput({ ...input, provider: event.currentTarget.value as OAuth['provider'] })}
          data={oauthProviders.map((value) => ({ value, label: t(`mailbox.oauth.${value}`) }))}
        />
        {input.provider === 'microsoft' && (
          <TextInput
            label={t('mailbox.oauth.tenant')}
            value={input.tenant}
            onChange={(event) => onInput({ ...input, tenant: event.currentTarget.value })}
          />
        )}
        {field('clientId')}
        <PasswordInput
          label={t('mailbox.oauth.clientSecret')}
          className="form-wide"
          description={stored ? t('mailbox.oauth.secretKept') : undefined}
          required={!stored}
          autoComplete="new-password"
          value={input.clientSecret}
          onChange={(event) => onInput({ ...input, clientSecret: event.currentTarget.value })}
          visibilityToggleButtonProps={{ 'aria-label': desk('signIn.showPassword') }}
        />
        {input.provider === 'custom' && (
          <>
            {field('authorizationUrl')}
            {field('tokenUrl')}
            {field('scopes')}
          </>
        )}
      </div>
      {stored?.state === 'connected' && (
        <div className="form-action">
          <Button type="submit" variant="default" value={connectAgain}>
            {t('mailbox.oauth.again')}
          </Button>
          <span className="faint">{t('mailbox.oauth.againNote')}</span>
        </div>
      )}
    </fieldset>
  );
};
