// SPDX-License-Identifier: Apache-2.0

package web

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// named gives the host names of origins.
func named(origins []string) map[string]bool {
	names := map[string]bool{}
	for _, o := range origins {
		if u, err := url.Parse(o); err == nil && u.Hostname() != "" {
			names[strings.ToLower(u.Hostname())] = true
		}
	}
	return names
}

// hostAllowed says whether a request is meant for this server. One that came in
// on the loopback interface must name a loopback address, localhost (RFC 6761,
// section 6.3) or the host of an allowed origin. Any other name is a stranger's
// that was made to point here, so that the stranger's pages count as ours (DNS
// rebinding). On other interfaces the site is public, whatever it is called.
func (s *server) hostAllowed(r *http.Request) bool {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return true // no listener: a handler called by itself
	}
	at, err := netip.ParseAddrPort(local.String())
	if err != nil || !at.Addr().Unmap().IsLoopback() {
		return true
	}
	host := (&url.URL{Host: r.Host}).Hostname()
	if a, err := netip.ParseAddr(host); err == nil {
		return a.Unmap().IsLoopback()
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || s.hosts[host]
}
