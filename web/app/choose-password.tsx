import { Button, Checkbox, PasswordInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { choosePassword } from '../lib/auth.ts';
import { ApiProblem } from '../lib/client.ts';
import { problemMessage } from '../lib/problem-messages.ts';
import { toast } from '../lib/toast.ts';
import { FormError } from '../ui/states.tsx';
import { SignedOutPage } from './signed-out-page.tsx';

/** The page that invitation and password reset links open. */
export const ChoosePassword = () => {
  const { t } = useTranslation('signedOut');
  const navigate = useNavigate();
  const { token } = useSearch({ from: '/choose-password' });
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string | null>(token ? null : t('choosePassword.badLink'));
  const [revokesApiKeys, setRevokesApiKeys] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (password.length < 12) return setProblem(t('choosePassword.short'));
    setBusy(true);
    try {
      await choosePassword(password, token, revokesApiKeys);
      toast({ tone: 'good', text: t('choosePassword.done') });
      await navigate({ to: '/sign-in' });
    } catch (error) {
      setProblem(
        error instanceof ApiProblem && error.code === 'bad_credentials'
          ? t('choosePassword.badLink')
          : problemMessage(error),
      );
    }
    setBusy(false);
  };
  return (
    <SignedOutPage title={t('choosePassword.title')} note={t('choosePassword.note')}>
      <form className="plain-form" onSubmit={submit}>
        {problem && <FormError>{problem}</FormError>}
        <PasswordInput
          label={t('choosePassword.new')}
          autoComplete="new-password"
          required
          minLength={12}
          maxLength={128}
          size="md"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        />
        <Checkbox
          label={t('choosePassword.revokeKeys')}
          checked={revokesApiKeys}
          onChange={(event) => setRevokesApiKeys(event.currentTarget.checked)}
        />
        <Button type="submit" size="md" fullWidth loading={isBusy} disabled={!token}>
          {t('choosePassword.button')}
        </Button>
      </form>
    </SignedOutPage>
  );
};
