// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"netlinklab/backend/web"
)

const (
	// askLimit is how long a server may take to say how it is.
	askLimit = 5 * time.Second
	// healthBytes is more than any /healthz is long.
	healthBytes = 64 << 10
)

// askServer prints what the server at url says of itself. The error has no
// text if the server has said it.
func askServer(ctx context.Context, w io.Writer, url string, asJSON bool) error {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	h, err := fetchHealth(ctx, url)
	if err != nil {
		return err
	}
	if asJSON {
		if err := json.NewEncoder(w).Encode(h); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(w, "%s: %s\n", url, describeHealth(h))
	}
	if h.Status != web.StatusOK {
		return &exitError{exitNegative, nil}
	}
	return nil
}

// fetchHealth asks a server's /healthz. url is where the site's root is.
func fetchHealth(ctx context.Context, url string) (web.Health, error) {
	var h web.Health
	at := strings.TrimSuffix(url, "/") + "/healthz"
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return h, &exitError{exitUsage, err}
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return h, err
	}
	defer res.Body.Close()
	if err := json.NewDecoder(io.LimitReader(res.Body, healthBytes)).Decode(&h); err != nil || h.Status == "" {
		return h, fmt.Errorf("%s is not netlinklab's: it answered %s", at, res.Status)
	}
	return h, nil
}

func describeHealth(h web.Health) string {
	s := string(h.Status)
	if h.Reason != "" {
		s += " (" + h.Reason + ")"
	}
	if h.Accel != "" {
		s += fmt.Sprintf(", kernel %s with %s, %d machines warm, %d in all, %d learners waiting", h.Kernel, h.Accel, h.Warm, h.Live, h.Waiting)
	}
	return s + ", " + h.Version
}
