import type { Identity } from '../../e2ee/identity/identity.ts';
import type { conversationRoutes } from '../../protocol/conversations.ts';
import type { peopleRoutes } from '../../protocol/people.ts';
import type { RouteRequest } from '../route-requests.ts';

export type PeopleRequest = RouteRequest<typeof peopleRoutes>;
export type ConversationRequest = RouteRequest<typeof conversationRoutes>;

/** Whoever is logged in. */
export interface Me {
  readonly accountId: string;
  readonly handle: string;
  readonly identity: Identity;
}
