import type { Contact } from '@crossdesk/contracts/identity.ts';
import { Button, Modal, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHasPermission } from '../lib/catalog.ts';
import { ApiProblem, call } from '../lib/client.ts';
import { currentTimeIn } from '../lib/format.ts';
import { problemMessage, showProblem } from '../lib/problem-messages.ts';
import { contactQuery, keys, queryClient } from '../lib/queries.ts';
import { showUndo } from '../lib/undo.ts';
import { ContactTickets } from '../tickets/customer-pane.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Failed, FormError, Skeleton } from '../ui/states.tsx';
import { NotFound } from './not-found.tsx';
import './pages.css';

const EditContact = ({ contact, onClose }: { contact: Contact; onClose: () => void }) => {
  const { t } = useTranslation();
  const [name, setName] = useState(contact.name);
  const [emails, setEmails] = useState(contact.emails);
  const [phones, setPhones] = useState(contact.phones);
  const [problem, setProblem] = useState<string | null>(null);
  const save = async (values: Pick<Contact, 'name' | 'emails' | 'phones'>) => {
    const body = { name: values.name, emails: values.emails, phones: values.phones };
    queryClient.setQueryData(keys.contact(contact.id), await call('editContact', { params: { id: contact.id }, body }));
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await save({ name: name.trim(), emails, phones });
      showUndo('good', t('contacts.saved'), () => void save(contact).catch(showProblem));
      onClose();
    } catch (error) {
      setProblem(problemMessage(error));
    }
  };
  return (
    <Modal opened onClose={onClose} title={contact.name}>
      <form className="plain-form" onSubmit={submit}>
        {problem && <FormError>{problem}</FormError>}
        <TextInput
          label={t('contacts.name')}
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TagsInput
          label={t('contacts.emails')}
          description={t('contacts.emailsNote')}
          value={emails}
          onChange={setEmails}
        />
        <TagsInput
          label={t('contacts.phones')}
          description={t('contacts.phonesNote')}
          value={phones}
          onChange={setPhones}
        />
        <div className="form-foot">
          <span className="grow" />
          <Button variant="subtle" color="gray" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit">{t('save')}</Button>
        </div>
      </form>
    </Modal>
  );
};

/** The customer page: contact details and all tickets (ZV-32). */
export const ContactPage = () => {
  const { t } = useTranslation();
  const may = useHasPermission();
  const id = Number(useParams({ from: '/inside/contacts/$id' }).id);
  const { data, error, refetch } = useQuery(contactQuery(id));
  const [isEditing, setEditing] = useState(false);
  if (error instanceof ApiProblem && error.code === 'not_found') return <NotFound />;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  const localTime = currentTimeIn(data?.timeZone ?? null);
  return (
    <main className="simple-page">
      <div className="simple-inner">
        {!data && <Skeleton width={220} height={24} />}
        {data && (
          <>
            <div className="person-head">
              <Avatar name={data.name} size={56} />
              <div className="grow">
                <h1>{data.name}</h1>
                <p className="faint">{data.account?.name ?? t('customer.noAccount')}</p>
              </div>
              {may('contacts.edit') && (
                <Button variant="default" onClick={() => setEditing(true)}>
                  {t('contacts.edit')}
                </Button>
              )}
            </div>
            <div className="two-cards">
              <section className="card">
                <h2>{t('customer.label')}</h2>
                <dl>
                  <dt>{t('customer.email')}</dt>
                  <dd>{data.emails.length > 0 ? data.emails.join(', ') : t('none')}</dd>
                  <dt>{t('customer.phone')}</dt>
                  <dd>{data.phones.length > 0 ? data.phones.join(', ') : t('none')}</dd>
                  {localTime && (
                    <>
                      <dt>{t('customer.time')}</dt>
                      <dd>{localTime}</dd>
                    </>
                  )}
                  {data.locale && (
                    <>
                      <dt>{t('customer.language')}</dt>
                      <dd>{t(`language.${data.locale}`)}</dd>
                    </>
                  )}
                </dl>
              </section>
              <section className="card">
                <h2>{t('customer.tickets')}</h2>
                <ContactTickets contactId={id} />
              </section>
            </div>
            {isEditing && <EditContact contact={data} onClose={() => setEditing(false)} />}
          </>
        )}
      </div>
    </main>
  );
};
