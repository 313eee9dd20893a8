import type { FastifyInstance } from 'fastify';
import type { HttpHouse } from '../platform/http.ts';
import { emailRoutes } from './email/routes.ts';

/** The addresses of every channel. */
export const channelRoutes = (app: FastifyInstance, http: HttpHouse): void => emailRoutes(app, http);
