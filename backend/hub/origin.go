// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// originAllowed says whether a websocket request comes from a page of this
// server or from an allowed origin. Browsers always name an Origin (RFC 6455,
// section 10.2); a request without one is no page's and is refused.
func (h *Hub) originAllowed(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	u, err := url.Parse(origin)
	if origin == "" || err != nil || u.Host == "" {
		return false
	}
	if slices.Contains(h.opts.Origins, origin) {
		return true
	}
	// Behind a proxy that ends TLS the scheme seen here is http for a page of
	// https; a page of http must not reach a server of https.
	return strings.EqualFold(u.Host, r.Host) && (u.Scheme == "https" || u.Scheme == "http" && r.TLS == nil)
}
