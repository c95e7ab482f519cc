// SPDX-License-Identifier: Apache-2.0

package hub

import "net/http"

// TokenHeader carries a page's token in requests that are no websocket.
const TokenHeader = "Netlinklab-Token"

// Learner says whose request it is, by the cookie and the token that belongs to
// it, and that its origin may ask.
func (h *Hub) Learner(r *http.Request) (string, bool) {
	if !h.originAllowed(r) || !h.tokens.valid(r, r.Header.Get(TokenHeader)) {
		return "", false
	}
	return cookieValue(r), true
}
