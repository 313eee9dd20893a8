import type { Setup } from '@crossdesk/contracts/settings.ts';
import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { Link, useSearch } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, type ApiResult, call } from '../lib/client.ts';
import { currentLocale } from '../lib/i18n.ts';
import { problemMessage } from '../lib/problem-messages.ts';
import { queryClient } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconCopy, IconPlus, IconX } from '../ui/icons.ts';
import { FormError } from '../ui/states.tsx';
import { SignedOutPage } from './signed-out-page.tsx';

type Person = NonNullable<Setup['people']>[number];
const profiles: Person['profile'][] = ['viewer', 'agent', 'supervisor', 'operator', 'admin'];
const zones = Intl.supportedValuesOf('timeZone');

const Invitations = ({ invitations }: { invitations: ApiResult<'setUp'>['invitations'] }) => {
  const { t } = useTranslation('signedOut');
  return (
    <SignedOutPage title={t('setUp.done')} note={invitations.length > 0 ? t('setUp.doneNote') : undefined} isWide>
      <ul className="plain-form">
        {invitations.map((invitation) => (
          <li key={invitation.email} className="setup-line">
            <TextInput label={invitation.email} value={invitation.invitationUrl} readOnly />
            <IconButton
              label={t('setUp.copy')}
              onClick={() =>
                void navigator.clipboard
                  .writeText(invitation.invitationUrl)
                  .then(() => toast({ tone: 'good', text: t('setUp.copied') }))
                  .catch(() => {})
              }
            >
              <IconCopy />
            </IconButton>
          </li>
        ))}
      </ul>
      <div className="setup-foot">
        <span />
        <Button component={Link} to="/sign-in" size="md">
          {t('setUp.signIn')}
        </Button>
      </div>
    </SignedOutPage>
  );
};

/**
 * The setup of a new company in five steps: company, administrator, departments, mailbox, people.
 */
export const SetUp = () => {
  const { t } = useTranslation('signedOut');
  const { token } = useSearch({ from: '/setup' });
  const [step, setStep] = useState(0);
  const [company, setCompany] = useState({
    name: '',
    locale: currentLocale(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
  const [admin, setAdmin] = useState({ name: '', email: '', password: '' });
  const [departments, setDepartments] = useState<string[]>(['']);
  const [mailbox, setMailbox] = useState({ address: '', name: '' });
  const [people, setPeople] = useState<Person[]>([]);
  const [problem, setProblem] = useState<string | null>(token ? null : t('problem.setup_link_invalid'));
  const [isBusy, setBusy] = useState(false);
  const [invitations, setInvitations] = useState<ApiResult<'setUp'>['invitations'] | null>(null);
  if (invitations) return <Invitations invitations={invitations} />;

  const finish = async () => {
    setBusy(true);
    try {
      const result = await call('setUp', {
        body: {
          token,
          company,
          admin,
          departments: departments
            .filter((name) => name.trim())
            .map((name) => ({ en: name.trim(), ...(company.locale === 'ja' ? { ja: name.trim() } : {}) })),
          ...(mailbox.address.trim()
            ? { mailbox: { address: mailbox.address.trim(), name: mailbox.name.trim() || company.name } }
            : {}),
          people: people.filter((person) => person.email.trim()),
        },
      });
      queryClient.clear();
      setInvitations(result.invitations);
    } catch (error) {
      const fields =
        error instanceof ApiProblem
          ? error.fields.map((field) => `${field.path.replace('/body/', '')}: ${field.message}`).join(' · ')
          : '';
      setProblem([problemMessage(error), fields].filter(Boolean).join(' '));
    }
    setBusy(false);
  };
  const next = (event: FormEvent) => {
    event.preventDefault();
    if (token) setProblem(null);
    if (step < 4) setStep(step + 1);
    else void finish();
  };
  const addLine = (label: string, onClick: () => void) => (
    <Button
      variant="default"
      leftSection={<IconPlus size={15} aria-hidden />}
      onClick={onClick}
      style={{ justifySelf: 'start' }}
    >
      {label}
    </Button>
  );
  const setPerson = (index: number, change: Partial<Person>) =>
    setPeople(people.map((one, at) => (at === index ? { ...one, ...change } : one)));

  const steps: { title: string; note: string; body: ReactNode }[] = [
    {
      title: t('setUp.company'),
      note: t('setUp.companyNote'),
      body: (
        <>
          <TextInput
            label={t('setUp.companyName')}
            required
            autoFocus
            maxLength={120}
            value={company.name}
            onChange={(event) => setCompany({ ...company, name: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('setUp.language')}
            value={company.locale}
            onChange={(event) => setCompany({ ...company, locale: event.currentTarget.value === 'ja' ? 'ja' : 'en' })}
            data={[
              { value: 'en', label: 'English' },
              { value: 'ja', label: '日本語' },
            ]}
          />
          <NativeSelect
            label={t('setUp.zone')}
            value={company.timeZone}
            onChange={(event) => setCompany({ ...company, timeZone: event.currentTarget.value })}
            data={zones.includes(company.timeZone) ? zones : [company.timeZone, ...zones]}
          />
        </>
      ),
    },
    {
      title: t('setUp.admin'),
      note: t('setUp.adminNote'),
      body: (
        <>
          <TextInput
            label={t('setUp.name')}
            required
            autoFocus
            autoComplete="name"
            maxLength={120}
            value={admin.name}
            onChange={(event) => setAdmin({ ...admin, name: event.currentTarget.value })}
          />
          <TextInput
            label={t('setUp.email')}
            required
            type="email"
            autoComplete="username"
            value={admin.email}
            onChange={(event) => setAdmin({ ...admin, email: event.currentTarget.value })}
          />
          <PasswordInput
            label={t('setUp.password')}
            required
            minLength={12}
            maxLength={128}
            autoComplete="new-password"
            value={admin.password}
            onChange={(event) => setAdmin({ ...admin, password: event.currentTarget.value })}
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
          />
        </>
      ),
    },
    {
      title: t('setUp.departments'),
      note: t('setUp.departmentsNote'),
      body: (
        <>
          {departments.map((name, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines hold no state
            <div key={index} className="setup-line">
              <TextInput
                aria-label={`${t('setUp.department')} ${index + 1}`}
                required={index === 0}
                autoFocus={index === departments.length - 1}
                maxLength={120}
                value={name}
                onChange={(event) =>
                  setDepartments(departments.map((one, at) => (at === index ? event.currentTarget.value : one)))
                }
              />
              {departments.length > 1 && (
                <IconButton
                  label={t('setUp.remove')}
                  onClick={() => setDepartments(departments.filter((_, at) => at !== index))}
                >
                  <IconX />
                </IconButton>
              )}
            </div>
          ))}
          {addLine(t('setUp.addDepartment'), () => setDepartments([...departments, '']))}
        </>
      ),
    },
    {
      title: t('setUp.mailbox'),
      note: t('setUp.mailboxNote'),
      body: (
        <>
          <TextInput
            label={t('setUp.mailboxAddress')}
            type="email"
            autoFocus
            placeholder="support@example.com"
            value={mailbox.address}
            onChange={(event) => setMailbox({ ...mailbox, address: event.currentTarget.value })}
          />
          <TextInput
            label={t('setUp.mailboxName')}
            maxLength={120}
            placeholder={company.name}
            value={mailbox.name}
            onChange={(event) => setMailbox({ ...mailbox, name: event.currentTarget.value })}
          />
        </>
      ),
    },
    {
      title: t('setUp.people'),
      note: t('setUp.peopleNote'),
      body: (
        <>
          {people.map((person, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines hold no state
            <div key={index} className="setup-line">
              <TextInput
                label={t('setUp.name')}
                required
                maxLength={120}
                value={person.name}
                onChange={(event) => setPerson(index, { name: event.currentTarget.value })}
              />
              <TextInput
                className="wide"
                label={t('setUp.email')}
                required
                type="email"
                value={person.email}
                onChange={(event) => setPerson(index, { email: event.currentTarget.value })}
              />
              <NativeSelect
                label={t('setUp.profile')}
                value={person.profile}
                onChange={(event) =>
                  setPerson(index, { profile: profiles.find((one) => one === event.currentTarget.value) ?? 'agent' })
                }
                data={profiles.map((one) => ({ value: one, label: t(`profile.${one}`) }))}
              />
              <IconButton label={t('setUp.remove')} onClick={() => setPeople(people.filter((_, at) => at !== index))}>
                <IconX />
              </IconButton>
            </div>
          ))}
          {addLine(t('setUp.addPerson'), () => setPeople([...people, { name: '', email: '', profile: 'agent' }]))}
        </>
      ),
    },
  ];
  const shown = steps[step];
  return (
    <SignedOutPage title={shown?.title ?? ''} note={shown?.note} isWide>
      <div className="setup-progress" role="img" aria-label={t('setUp.step', { step: step + 1 })}>
        {steps.map((one, index) => (
          <i key={one.title} data-done={index <= step || undefined} />
        ))}
      </div>
      <form onSubmit={next} key={step}>
        <div className="setup-step">
          {problem && <FormError>{problem}</FormError>}
          {shown?.body}
        </div>
        <div className="setup-foot">
          {step > 0 ? (
            <Button variant="subtle" color="gray" size="md" onClick={() => setStep(step - 1)}>
              {t('setUp.previous')}
            </Button>
          ) : (
            <span />
          )}
          <Button type="submit" size="md" loading={isBusy} disabled={!token}>
            {t(step < 4 ? 'setUp.next' : 'setUp.finish')}
          </Button>
        </div>
      </form>
    </SignedOutPage>
  );
};
