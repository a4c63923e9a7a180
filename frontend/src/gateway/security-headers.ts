import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

const POLICY = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'font-src': ["'self'"],
  'form-action': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/**
 * Security headers of every answer. Nothing inline, nothing from elsewhere. `same-origin` as referrer policy, since
 * browsers send `Origin: null` with forms under `no-referrer`, and still no token in a path leaves the site.
 */
export function securityHeaders(publicUrl: string | undefined): RequestHandler[] {
  const isHttps = publicUrl?.startsWith('https:') ?? false;
  return [
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: POLICY },
      xFrameOptions: { action: 'deny' },
      referrerPolicy: { policy: 'same-origin' },
      strictTransportSecurity: isHttps ? { maxAge: 31_536_000, includeSubDomains: false } : false,
      // browsers complain about these two where the origin is not trustworthy
      crossOriginOpenerPolicy: isHttps,
      originAgentCluster: isHttps,
    }),
    (_req, res, next) => {
      res.set('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=()');
      next();
    },
  ];
}

/** Lets pages of these sites (scheme and host) show an answer in a frame; without any, nobody may, as ever. */
export function allowFraming(res: Response, sites: readonly string[]): void {
  if (sites.length === 0) return;
  const policy = String(res.get('content-security-policy'));
  const directive = `frame-ancestors ${sites.join(' ')}`;
  res.set('content-security-policy', policy.replace("frame-ancestors 'none'", directive));
  // knows no list of sites, and counts where a browser does not know the policy
  res.removeHeader('x-frame-options');
}

/** For a page without forms whose address is all that it takes to open it: no other page learns it from a link. */
export function hideAddress(res: Response): void {
  res.set('referrer-policy', 'no-referrer');
}
