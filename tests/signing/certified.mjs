// A certified provider on this machine, with one user. Run by tests/browser/test_signing_in.py.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [port, site, client, secret, number, level] = process.argv.slice(2);
const issuer = `http://localhost:${port}`;
const provider = new Provider(issuer, {
  clients: [{
    client_id: client,
    client_secret: secret,
    redirect_uris: [`${site}/sign-in/return`],
    post_logout_redirect_uris: [`${site}/signed-out`],
    backchannel_logout_uri: `${site}/sign-in/ended/resident`,
    backchannel_logout_session_required: true,
  }],
  acrValues: ['substantial', 'high'],
  claims: { openid: ['sub', 'bsn'], profile: ['name'], acr: null, auth_time: null, sid: null },
  conformIdTokenClaims: false,
  cookies: { keys: [secret] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
  interactions: { url: (_, one) => `/prove/${one.uid}` },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, bsn: number, name: 'Test Resident' }),
  }),
});

async function prove(req, res) {
  const { prompt, params, session } = await provider.interactionDetails(req, res);
  if (prompt.name === 'login') {
    if (req.method === 'GET') {
      res.setHeader('Content-Type', 'text/html');
      return res.end('<!doctype html><title>Prove</title><form method="post"><button id="me">It is me</button></form>');
    }
    const asked = params.acr_values?.split(' ') ?? [level];
    const login = { accountId: 'resident-1', acr: asked[0] };
    return provider.interactionFinished(req, res, { login }, { mergeWithLastSubmission: false });
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope('openid profile');
  const consent = { grantId: await grant.save() };
  return provider.interactionFinished(req, res, { consent }, { mergeWithLastSubmission: true });
}

const rest = provider.callback();
createServer((req, res) => (req.url.startsWith('/prove/')
  ? prove(req, res).catch((error) => { res.statusCode = 500; res.end(String(error)); })
  : rest(req, res))).listen(Number(port), '127.0.0.1', () => console.log('ready'));
