import type { DepartmentRole } from '@crossdesk/contracts/identity.ts';
import type { Permission } from '@crossdesk/contracts/permissions.ts';
import type { Locale, LocalName } from '@crossdesk/contracts/scalars.ts';
import type { Generated } from 'kysely';

interface ProfileTable {
  id: Generated<number>;
  key: string | null;
  name: LocalName;
  permissions: Permission[];
}

/** Agents are never deleted, so that their names stay on what they did. */
interface AgentTable {
  id: Generated<number>;
  user_id: string;
  name: string;
  email: string;
  profile_id: number;
  is_active: Generated<boolean>;
  avatar_url: string | null;
  locale: Locale;
  time_zone: string;
  phone: string | null;
  created_at: Generated<Date>;
}

interface DepartmentMemberTable {
  department_id: number;
  agent_id: number;
  role: DepartmentRole;
}

/** `folded_name`: the name as searches compare it; null until the upgrade has filled it. */
interface AccountTable {
  id: Generated<number>;
  name: string;
  folded_name: string | null;
  domain: string | null;
  created_at: Generated<Date>;
}

interface ContactTable {
  id: Generated<number>;
  name: string;
  folded_name: string | null;
  account_id: number | null;
  locale: Locale | null;
  time_zone: string | null;
  user_id: string | null;
  created_at: Generated<Date>;
}

/** Email addresses in lower case and phone numbers in E.164. Each belongs to one contact. */
interface ContactAddressTable {
  kind: 'email' | 'phone';
  address: string;
  contact_id: number;
  position: number;
}

/** Tables of the sign-in library; only the columns used here. */
interface AuthUserTable {
  id: string;
  name: string;
  email: string;
  emailVerified: boolean;
  twoFactorEnabled: boolean | null;
}
interface AuthAccountTable {
  id: string;
  accountId: string;
  providerId: string;
  userId: string;
  password: string | null;
  updatedAt: Date;
}
interface AuthVerificationTable {
  id: string;
  identifier: string;
  value: string;
  expiresAt: Date;
}
interface AuthSessionTable {
  id: string;
  userId: string;
  token: string;
  expiresAt: Date;
}
interface AuthApiKeyTable {
  id: string;
  name: string | null;
  start: string | null;
  referenceId: string;
  enabled: boolean | null;
  createdAt: Date;
  configId: string;
  prefix: string | null;
  key: string;
  rateLimitEnabled: boolean | null;
  requestCount: number | null;
  updatedAt: Date;
  expiresAt: Date | null;
}

/** Consecutive wrong passwords. `account` is a keyed hash of an email address, known or unknown. */
interface PasswordTriesTable {
  account: string;
  tries_count: number;
  last_at: Date;
  /** No password is checked before this time. */
  next_at: Date;
  warned_at: Date | null;
}

declare module '../platform/database.ts' {
  interface Tables {
    profile: ProfileTable;
    agent: AgentTable;
    department_member: DepartmentMemberTable;
    account: AccountTable;
    contact: ContactTable;
    contact_address: ContactAddressTable;
    auth_user: AuthUserTable;
    auth_account: AuthAccountTable;
    auth_verification: AuthVerificationTable;
    auth_session: AuthSessionTable;
    auth_api_key: AuthApiKeyTable;
    password_tries: PasswordTriesTable;
  }
}
