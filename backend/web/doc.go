// SPDX-License-Identifier: Apache-2.0

// Package web is the site over HTTP: routes, headers, languages.
//
//	GET  /                     → /en/ or /zh/, as the reader's browser prefers
//	GET  /{lang}/              home
//	GET  /{lang}/lessons/{slug}
//	GET  /lessons/{slug}       … and other addresses without a language: to the page in the reader's
//	GET  /assets/{file}        the built front end, for ever cacheable
//	POST /api/session          a token for the websocket
//	GET  /ws                   the hub
//	GET  /healthz              the essentials, as JSON
//	GET  /metrics              if asked for
//
// All of it lives below a base path.
package web
