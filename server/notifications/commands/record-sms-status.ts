import { runCommand, type Services, systemActor } from '../../platform/context.ts';
import { problem } from '../../platform/problems.ts';
import { updateSmsStatus } from '../../platform/sms-outbox.ts';
import { isSignedByTwilio } from '../../platform/sms-sender.ts';

/**
 * Accepts a delivery report of the text message service. `path` is the requested path with its
 * query. Only signed parameters are trusted.
 */
export async function acceptSmsStatusReport(
  services: Services,
  input: { path: string; smsId: number; signature: string; parameters: URLSearchParams },
): Promise<void> {
  const { twilio, publicUrl } = services.config;
  if (!twilio) throw problem('not_found');
  const { parameters } = input;
  const isGenuine = isSignedByTwilio(twilio.authToken, `${publicUrl}${input.path}`, parameters, input.signature);
  if (!isGenuine) throw problem('wrong_origin', { detail: 'The request signature is invalid.' });
  const report = {
    providerId: parameters.get('MessageSid') ?? '',
    status: parameters.get('MessageStatus') ?? parameters.get('SmsStatus') ?? '',
    error: [parameters.get('ErrorCode'), parameters.get('ErrorMessage')].filter(Boolean).join(' ').slice(0, 1000),
  };
  if (!report.providerId || !Number.isSafeInteger(input.smsId)) throw problem('bad_request');
  await runCommand(services, systemActor('sms'), (ctx) => updateSmsStatus(ctx, input.smsId, report));
}
