import { runCommand, type Services, systemActor } from '../../platform/context.ts';
import { problem } from '../../platform/problems.ts';
import { recordSmsStatus } from '../../platform/sms-outbox.ts';
import { isSignedByTwilio } from '../../platform/sms-sender.ts';

/** Takes a report of the text message service. `path` is the one it called, with its query; only what it has signed is believed. */
export async function recordSmsStatus(
  services: Services,
  given: { path: string; smsId: number; signature: string; parameters: URLSearchParams },
): Promise<void> {
  const { twilio, publicUrl } = services.config;
  if (!twilio) throw problem('not_found');
  const { parameters } = given;
  const isGenuine = isSignedByTwilio(twilio.authToken, `${publicUrl}${given.path}`, parameters, given.signature);
  if (!isGenuine) throw problem('wrong_origin', { detail: 'This request is not signed by the text message service.' });
  const report = {
    providerId: parameters.get('MessageSid') ?? '',
    status: parameters.get('MessageStatus') ?? parameters.get('SmsStatus') ?? '',
    error: [parameters.get('ErrorCode'), parameters.get('ErrorMessage')].filter(Boolean).join(' ').slice(0, 1000),
  };
  if (!report.providerId || !Number.isSafeInteger(given.smsId)) throw problem('bad_request');
  await runCommand(services, systemActor('sms'), (ctx) => recordSmsStatus(ctx, given.smsId, report));
}
