import { createHmac, timingSafeEqual } from 'node:crypto';

/** Twilio account. `from`: a number in E.164, or the id of a messaging service (`MG…`). */
export type TwilioSettings = { accountSid: string; authToken: string; from: string };

export type OutgoingSms = {
  /** E.164. */
  to: string;
  /** At most 1600 characters. */
  text: string;
  /** Status callback URL. */
  statusUrl: string;
};

/** The service did not accept a text message. */
export class SmsRefused extends Error {
  /** Worth retrying: the service was unreachable, busy or failed. */
  isTemporary: boolean;
  /** Unknown whether it was accepted: the response was lost. */
  isUnsure: boolean;
  constructor(message: string, isTemporary: boolean, isUnsure: boolean) {
    super(message);
    this.name = 'SmsRefused';
    this.isTemporary = isTemporary;
    this.isUnsure = isUnsure;
  }
}

export type SmsSender = {
  /** Without an account, `send` and `find` throw a temporary SmsRefused. */
  isConfigured: boolean;
  /** Sends a text message; returns the service's id. Throws SmsRefused. */
  send(sms: OutgoingSms): Promise<{ id: string }>;
  /**
   * The id of the same message if the service accepted it since `since`; used after a lost
   * response.
   */
  find(sms: Pick<OutgoingSms, 'to' | 'text'>, since: Date): Promise<{ id: string } | null>;
};

type TwilioResponse = { sid?: string; code?: number; message?: string; messages?: { sid: string; body: string }[] };

/** Creates an SMS sender for Twilio's API of 2010-04-01. */
export function createSmsSender(
  settings: TwilioSettings | null,
  { timeoutMs, apiUrl = 'https://api.twilio.com' }: { timeoutMs: number; apiUrl?: string },
): SmsSender {
  if (!settings) {
    const refuse = (): Promise<never> => Promise.reject(new SmsRefused('no SMS service is configured', true, false));
    return { isConfigured: false, send: refuse, find: refuse };
  }
  const { accountSid, authToken, from } = settings;
  const address = `${apiUrl}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const request = async (url: string, body: URLSearchParams | null): Promise<TwilioResponse> => {
    let response: Response;
    let answer: TwilioResponse;
    try {
      response = await fetch(url, {
        headers: { authorization },
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
        ...(body ? { method: 'POST', body } : {}),
      });
      answer = (await response.json()) as TwilioResponse;
    } catch (error) {
      throw new SmsRefused(error instanceof Error ? error.message : String(error), true, true);
    }
    if (response.ok) return answer;
    const isTemporary = response.status === 429 || response.status === 401 || response.status >= 500;
    const reason = `${answer.code ?? response.status} ${answer.message ?? response.statusText}`.slice(0, 1000);
    throw new SmsRefused(reason, isTemporary, response.status >= 500);
  };
  return {
    isConfigured: true,
    async send({ to, text, statusUrl }) {
      const sender: [string, string] = from.startsWith('MG') ? ['MessagingServiceSid', from] : ['From', from];
      const body = new URLSearchParams([['To', to], sender, ['Body', text], ['StatusCallback', statusUrl]]);
      const { sid } = await request(address, body);
      if (!sid) throw new SmsRefused('the service responded without an id', true, true);
      return { id: sid };
    },
    async find({ to, text }, since) {
      const query = new URLSearchParams([
        ['To', to],
        ['DateSent>', since.toISOString().slice(0, 10)],
        ['PageSize', '50'],
      ]);
      const { messages = [] } = await request(`${address}?${query}`, null);
      const found = messages.find((one) => one.body === text);
      return found ? { id: found.sid } : null;
    },
  };
}

/** All URL variants Twilio may have signed: with and without the default port. */
function signedUrlVariants(url: string): string[] {
  const [, scheme = '', name = '', port = '', rest = ''] = /^(https?:)\/\/([^/:]+)(:\d+)?(.*)$/.exec(url) ?? [];
  const defaultPort = scheme === 'https:' ? ':443' : ':80';
  return [
    url,
    ...(port === '' || port === defaultPort
      ? [`${scheme}//${name}${defaultPort}${rest}`, `${scheme}//${name}${rest}`]
      : []),
  ];
}

/**
 * Twilio's request signature: base64 HMAC-SHA1 of the URL and each parameter's name and value,
 * sorted by name.
 */
const twilioSignature = (authToken: string, url: string, parameters: URLSearchParams): string => {
  const names = [...new Set(parameters.keys())].sort();
  const text = names.map((name) =>
    [...new Set(parameters.getAll(name))]
      .sort()
      .map((value) => name + value)
      .join(''),
  );
  return createHmac('sha1', authToken)
    .update(url + text.join(''))
    .digest('base64');
};

/** Whether a request to `url` was signed with our token (`X-Twilio-Signature`). */
export function isSignedByTwilio(
  authToken: string,
  url: string,
  parameters: URLSearchParams,
  signature: string,
): boolean {
  const given = Buffer.from(signature);
  return signedUrlVariants(url).some((form) => {
    const expected = Buffer.from(twilioSignature(authToken, form, parameters));
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
}

/** The GSM 03.38 alphabet. Characters of the extension table take two septets. */
const gsmCharacters = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/;
const gsmExtended = /[\^{}\\[~\]|€]/g;

/**
 * Number of SMS segments: 160 or 153 septets each, or 70 or 67 characters if one is not in GSM
 * 03.38.
 */
export function smsSegments(text: string): number {
  if (gsmCharacters.test(text)) {
    const septets = text.length + (text.match(gsmExtended)?.length ?? 0);
    return septets <= 160 ? 1 : Math.ceil(septets / 153);
  }
  return text.length <= 70 ? 1 : Math.ceil(text.length / 67);
}
