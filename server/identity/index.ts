/**
 * Agents with access profiles and departments, contacts with addresses and accounts, and sign-in.
 * Owns: auth_*, password_tries, profile, agent, department_member, account, contact,
 * contact_address. Emits: agent.created, agent.edited, agent.signed_out, agent.password_changed,
 * profile.edited, contact.created, contact.edited. Handles: nothing.
 */
export {
  type Auth,
  createAuth,
  openAuthRoutes,
  passwordResetUser,
  recordSessionsEnded,
  revokeApiKeys,
} from './auth.ts';
export { type Authenticator, agentActor, createAuthenticator } from './authenticate.ts';
export { createAgent, createPasswordLink } from './commands/agents.ts';
export { createAccount, createContact, editContact, findOrCreateContact } from './commands/contacts.ts';
export { createApiKey } from './commands/keys.ts';
export { prepareInstallation, profileId, setUpCompany } from './commands/setup.ts';
export { scryptHasher } from './passwords.ts';
export { agentByEmail, agentsByEmail, contact, contactByEmail, contacts, isMember, profiles } from './queries.ts';
