import type { Logger } from '@aibmc/common/logger';
import * as oidc from 'openid-client';
import type { Config } from '../config.ts';
import { errorOfProvider, providerIsAway } from './oidc-errors.ts';

const TIMEOUT_SECONDS = 5;
/** What a provider tells of itself may change: keys are read anew by the library, all else so often. */
const KNOWN_FOR_MS = 60 * 60 * 1000;

/** What is checked when the browser comes back. */
interface SignInChecks {
  state: string;
  nonce: string;
  codeVerifier: string;
}

/** Whom the provider says that it has signed in. */
export interface ProviderPerson {
  issuer: string;
  subject: string;
  email: string | null;
  name: string | null;
}

/** An OpenID Connect provider: authorization code, with PKCE, state and nonce. */
export interface Provider {
  /** What the button says. */
  name: string;
  /** Where to send the browser. Throws `unavailable`. */
  begin: (redirectUri: string) => Promise<SignInChecks & { url: string }>;
  /** Exchanges what the browser came back with. Throws `unavailable`, `forbidden` (denied), or `bad-request`. */
  finish: (callback: URL, checks: SignInChecks) => Promise<ProviderPerson>;
}

/** The provider of the configuration; null where there is none. It is asked when first needed, not at the start. */
export function createProvider(config: Config, log: Logger): Provider | null {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME, OIDC_SCOPES } = config;
  if (OIDC_ISSUER === undefined || OIDC_CLIENT_ID === undefined || OIDC_CLIENT_SECRET === undefined)
    return null;
  const issuer = new URL(OIDC_ISSUER);
  const discover = remembered(async () => {
    try {
      return await oidc.discovery(issuer, OIDC_CLIENT_ID, undefined, secretAuth(OIDC_CLIENT_SECRET), {
        timeout: TIMEOUT_SECONDS,
        // the signature of ID tokens is checked too, not only where they came from
        execute: [
          oidc.enableNonRepudiationChecks,
          // on this machine, or in development: the configuration refuses other ones
          ...(issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : []),
        ],
      });
    } catch (err) {
      log.warn({ err, issuer: issuer.href }, 'the OpenID Connect provider could not be read');
      throw providerIsAway(err);
    }
  });

  return {
    name: OIDC_NAME,
    begin: async (redirectUri) => {
      const configuration = await discover();
      const checks = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        codeVerifier: oidc.randomPKCECodeVerifier(),
      };
      const url = oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: OIDC_SCOPES,
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(checks.codeVerifier),
        code_challenge_method: 'S256',
      });
      return { ...checks, url: url.href };
    },
    finish: async (callback, checks) => {
      const configuration = await discover();
      try {
        return await personOf(configuration, callback, checks);
      } catch (err) {
        log.info({ err }, 'a sign-in with the provider failed');
        throw errorOfProvider(err);
      }
    },
  };
}

async function personOf(
  configuration: oidc.Configuration,
  callback: URL,
  { state, nonce, codeVerifier }: SignInChecks,
): Promise<ProviderPerson> {
  const tokens = await oidc.authorizationCodeGrant(configuration, callback, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: codeVerifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims) throw new Error('the provider gave no ID token');
  const told = await withUserInfo(configuration, tokens.access_token, claims);
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: textOf(told['email']),
    name: textOf(told['name']) ?? textOf(told['preferred_username']),
  };
}

/** Many providers tell e-mail and name only when asked for them. */
async function withUserInfo(
  configuration: oidc.Configuration,
  accessToken: string,
  claims: oidc.IDToken,
): Promise<Record<string, unknown>> {
  const isComplete = textOf(claims['email']) !== null && textOf(claims['name']) !== null;
  if (isComplete || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
  return { ...claims, ...(await oidc.fetchUserInfo(configuration, accessToken, claims.sub)) };
}

function textOf(claim: unknown): string | null {
  return typeof claim === 'string' && claim.trim() !== '' ? claim : null;
}

/** In the header, as OpenID Connect has it where a provider says nothing; in the body where it takes only that. */
function secretAuth(secret: string): oidc.ClientAuth {
  const inHeader = oidc.ClientSecretBasic(secret);
  const inBody = oidc.ClientSecretPost(secret);
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const authenticate = methods.includes('client_secret_basic') ? inHeader : inBody;
    authenticate(server, client, body, headers);
  };
}

/** Gives what was found for a while; what failed is tried again with the next call. */
function remembered<T>(find: () => Promise<T>): () => Promise<T> {
  let known: { found: Promise<T>; until: number } | null = null;
  return () => {
    if (known && known.until > Date.now()) return known.found;
    const current = { found: find(), until: Date.now() + KNOWN_FOR_MS };
    known = current;
    current.found.catch(() => {
      if (known === current) known = null;
    });
    return current.found;
  };
}
