import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { close } from '@aibmc/common/process';
import Provider from 'oidc-provider';
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js';

/** Somebody who has an account at the provider. */
export interface ProviderAccount {
  id: string;
  email?: string;
  name?: string;
}

export interface TestProvider {
  issuer: string;
  /** What user-service is told of it. */
  env: Record<string, string>;
  /** From now on every browser that comes is this account's, without being asked; null: it denies. */
  signInAs: (account: ProviderAccount | null) => void;
  stop: () => Promise<void>;
}

const CLIENT_ID = 'aibmc-tests';
const CLIENT_SECRET = 'secret-of-the-client-in-tests';
const CALLBACK_PATH = '/login/provider/callback';

/** A real OpenID Connect provider on this machine, by default on a port that is free, for an application at an origin. */
export async function startTestProvider(port = 0, origin = 'http://127.0.0.1:8888'): Promise<TestProvider> {
  const answers: { handle?: (req: IncomingMessage, res: ServerResponse) => Promise<void> } = {};
  const server = createServer((req, res) => {
    answers.handle?.(req, res).catch((error: unknown) => res.destroy(error as Error));
  });
  const issuer = await listen(server, port);
  const accounts = new Map<string, ProviderAccount>();
  let current: ProviderAccount | null = null;
  const provider = createProvider(issuer, accounts, origin);
  const answerProtocol = provider.callback();
  answers.handle = async (req, res) => {
    if (req.url?.startsWith('/interaction/')) return finishInteraction(provider, req, res, current);
    // whoever begins anew is nobody yet: the next account may be another one
    if (req.url?.startsWith('/auth?')) delete req.headers.cookie;
    return answerProtocol(req, res);
  };
  return {
    issuer,
    env: { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: CLIENT_ID, OIDC_CLIENT_SECRET: CLIENT_SECRET },
    signInAs: (account) => {
      current = account;
      if (account) accounts.set(account.id, account);
    },
    stop: () => close(server, 100),
  };
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function createProvider(
  issuer: string,
  accounts: ReadonlyMap<string, ProviderAccount>,
  origin: string,
): Provider {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider = new Provider(issuer, {
    // the adapter that is there by itself, which by itself warns
    adapter: createMemoryAdapter(0),
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        redirect_uris: [origin + CALLBACK_PATH],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    claims: { openid: ['sub'], email: ['email'], profile: ['name'] },
    cookies: { keys: ['key-of-cookies-in-tests'] },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'test', use: 'sig', alg: 'RS256' }] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_ctx: unknown, id: string) => {
      const { email, name } = accounts.get(id) ?? {};
      return { accountId: id, claims: () => ({ sub: id, email, name }) };
    },
    ttl: { Session: 60, Grant: 60, Interaction: 60, IdToken: 60, AccessToken: 60, AuthorizationCode: 60 },
  });
  // the port of the pages is not known when a provider for browsers starts
  provider.Client.prototype.redirectUriAllowed = (uri) => new URL(uri).pathname === CALLBACK_PATH;
  return provider;
}

/** What pages of the provider do in the end: this account signs in and consents, or denies. */
async function finishInteraction(
  provider: Provider,
  req: IncomingMessage,
  res: ServerResponse,
  account: ProviderAccount | null,
): Promise<void> {
  const { params } = await provider.interactionDetails(req, res);
  const options = { mergeWithLastSubmission: false };
  if (!account) return provider.interactionFinished(req, res, { error: 'access_denied' }, options);
  const grant = new provider.Grant({ accountId: account.id, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const grantId = await grant.save();
  const result = { login: { accountId: account.id }, consent: { grantId } };
  return provider.interactionFinished(req, res, result, options);
}

/** Where the provider sends a browser without a screen in the end, which follows it from the address that begins. */
export async function followToCallback(url: string): Promise<string> {
  const cookies = new Map<string, string>();
  let at = url;
  for (let hops = 0; hops < 10 && new URL(at).pathname !== CALLBACK_PATH; hops += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(at, {
      redirect: 'manual',
      headers: { cookie },
      signal: AbortSignal.timeout(5_000),
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location === null)
      throw new Error(`the provider ended with ${answer.status}: ${await answer.text()}`);
    at = new URL(location, at).href;
  }
  return at;
}
