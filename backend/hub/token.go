// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
)

// cookieName is the cookie that a token belongs to.
const cookieName = "netlinklab"

// tokens ties a page's token to its cookie: the token is the cookie's value
// under a key that lives as long as the server. Another site's script can read
// neither; nothing has to be kept.
type tokens struct{ key []byte }

func newTokens() tokens {
	key := make([]byte, 32)
	rand.Read(key) // never fails (crypto/rand)
	return tokens{key}
}

// issue gives the request's cookie its token, and a cookie if it has none.
func (t tokens) issue(w http.ResponseWriter, r *http.Request, path string) string {
	value := cookieValue(r)
	if value == "" {
		value = rand.Text()
		http.SetCookie(w, &http.Cookie{Name: cookieName, Value: value, Path: path, HttpOnly: true,
			SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil})
	}
	return t.sign(value)
}

// valid says whether a token belongs to a request's cookie.
func (t tokens) valid(r *http.Request, token string) bool {
	value := cookieValue(r)
	return value != "" && hmac.Equal([]byte(token), []byte(t.sign(value)))
}

func (t tokens) sign(value string) string {
	h := hmac.New(sha256.New, t.key)
	h.Write([]byte(value))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

func cookieValue(r *http.Request) string {
	c, err := r.Cookie(cookieName)
	if err != nil || len(c.Value) > 64 {
		return ""
	}
	return c.Value
}
