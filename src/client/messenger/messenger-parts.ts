import type { conversationRoutes } from '../../protocol/conversations.ts';
import type { peopleRoutes } from '../../protocol/people.ts';
import type { RouteRequest } from '../route-requests.ts';

export type PeopleRequest = RouteRequest<typeof peopleRoutes>;
export type ConversationRequest = RouteRequest<typeof conversationRoutes>;
