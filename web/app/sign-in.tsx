import { Button, Checkbox, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { requestPasswordReset, signIn, startSingleSignOn, verifyCode } from '../lib/auth.ts';
import { problemMessage } from '../lib/problem-messages.ts';
import { queryClient, startQuery } from '../lib/queries.ts';
import { FormError } from '../ui/states.tsx';
import { SignedOutPage } from './signed-out-page.tsx';

/** The sign-in page: password, two-factor code, single sign-on, and password reset. */
export const SignIn = () => {
  const { t } = useTranslation('signedOut');
  const navigate = useNavigate();
  const { to, error } = useSearch({ from: '/sign-in' });
  const { data: start } = useQuery(startQuery);
  const [step, setStep] = useState<'password' | 'code' | 'forgotten' | 'mailed'>('password');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [isRemembered, setRemembered] = useState(true);
  // If single sign-on failed, the sign-in library puts the reason into the URL.
  const [problem, setProblem] = useState<string | null>(() => {
    if (error === undefined) return null;
    return t(error === 'SECOND_FACTOR_REQUIRED' ? 'signIn.secondFactorRequired' : 'signIn.ssoRefused');
  });
  const [isBusy, setBusy] = useState(false);
  const openDesk = async () => {
    queryClient.clear();
    await navigate({ to: to ?? '/', replace: true });
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      if (step === 'password') {
        const { needsCode } = await signIn(email.trim(), password, isRemembered);
        if (needsCode) setStep('code');
        else await openDesk();
      } else if (step === 'code') {
        await verifyCode(code.replace(/\s/g, ''), isRemembered);
        await openDesk();
      } else {
        await requestPasswordReset(email.trim());
        setStep('mailed');
      }
    } catch (failure) {
      setProblem(step === 'code' ? t('signIn.badCode') : problemMessage(failure));
    }
    setBusy(false);
  };
  const singleSignOn = async (providerId: string) => {
    try {
      location.assign(await startSingleSignOn(providerId));
    } catch (failure) {
      setProblem(problemMessage(failure));
    }
  };
  if (step === 'mailed')
    return (
      <SignedOutPage title={t('signIn.mailed.title')} note={t('signIn.mailed.text', { email })}>
        <Button variant="default" fullWidth size="sm" onClick={() => setStep('password')}>
          {t('signIn.back')}
        </Button>
      </SignedOutPage>
    );
  return (
    <SignedOutPage
      title={
        step === 'forgotten'
          ? t('signIn.forgotten')
          : step === 'code'
            ? t('signIn.codeTitle')
            : t('signIn.title', { company: start?.companyName ?? 'Crossdesk' })
      }
      note={step === 'forgotten' ? t('signIn.forgottenNote') : step === 'code' ? t('signIn.codeNote') : undefined}
    >
      <form className="plain-form" onSubmit={submit}>
        {problem && <FormError>{problem}</FormError>}
        {step === 'code' ? (
          <TextInput
            label={t('signIn.code')}
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            autoFocus
            size="md"
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        ) : (
          <TextInput
            label={t('signIn.email')}
            type="email"
            autoComplete="username"
            required
            autoFocus
            size="md"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
        )}
        {step === 'password' && (
          <>
            <PasswordInput
              label={t('signIn.password')}
              autoComplete="current-password"
              required
              size="md"
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
            />
            <div className="signed-out-between">
              <Checkbox
                label={t('signIn.remember')}
                checked={isRemembered}
                onChange={(event) => setRemembered(event.currentTarget.checked)}
              />
              <button type="button" className="link-button" onClick={() => setStep('forgotten')}>
                {t('signIn.forgot')}
              </button>
            </div>
          </>
        )}
        <Button type="submit" fullWidth size="md" loading={isBusy}>
          {t(step === 'forgotten' ? 'signIn.sendLink' : step === 'code' ? 'signIn.verify' : 'signIn.button')}
        </Button>
        {step !== 'password' && (
          <button type="button" className="link-button" onClick={() => setStep('password')}>
            {t('signIn.back')}
          </button>
        )}
        {step === 'password' && start?.singleSignOn && (
          <Button
            variant="default"
            fullWidth
            size="md"
            onClick={() => start.singleSignOn && void singleSignOn(start.singleSignOn.providerId)}
          >
            {t('signIn.sso', { name: start.singleSignOn.name })}
          </Button>
        )}
      </form>
      {start?.isDemo && step === 'password' && <p className="signed-out-hint">{t('signIn.demo')}</p>}
    </SignedOutPage>
  );
};
