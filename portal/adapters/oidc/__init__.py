"""OpenID Connect: signing in with a provider by code flow, with PKCE."""

from portal.adapters.oidc.provider import OidcProvider

__all__ = ["OidcProvider"]
